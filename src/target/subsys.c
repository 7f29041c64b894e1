/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Subsystems, who may use them, and the ports that offer them (R-C6.2, R-C4.3).
 */
#include <errno.h>
#include <string.h>

#include "target.h"

void bp_nvmet_init(struct bp_nvmet *nvmet, struct bp_env *env, struct bp_p2p *p2p)
{
	*nvmet = (struct bp_nvmet){ .env = env, .p2p = p2p };
	bioset_init(env, &nvmet->bios, 0, true);
	LIST_INIT(&nvmet->subsystems);
}

static bool fits(const char *name)
{
	return strlen(name) < NVMF_NQN_FIELD_LEN;
}

struct nvmet_subsys *nvmet_subsys_alloc(struct bp_nvmet *nvmet, const char *subsysnqn)
{
	const u32 version_1_3 = 1u << 16 | 3u << 8;
	struct nvmet_subsys *subsys;

	if (!fits(subsysnqn))
		return NULL;
	subsys = bp_alloc(nvmet->env, BP_ALLOC_NVMET, sizeof(*subsys));
	if (!subsys)
		return NULL;
	subsys->bp_nvmet = nvmet;
	memcpy(subsys->subsysnqn, subsysnqn, strlen(subsysnqn) + 1);
	subsys->max_qid = NVMET_NR_QUEUES;
	subsys->ver = version_1_3;
	TAILQ_INIT(&subsys->namespaces);
	TAILQ_INIT(&subsys->ctrls);
	LIST_INIT(&subsys->hosts);
	LIST_INSERT_HEAD(&nvmet->subsystems, subsys, bp_link);
	return subsys;
}

void bp_nvmet_subsys_free(struct nvmet_subsys *subsys)
{
	struct bp_env *env = subsys->bp_nvmet->env;
	struct bp_nvmet_host *host;

	while (!TAILQ_EMPTY(&subsys->namespaces))
		nvmet_ns_free(TAILQ_FIRST(&subsys->namespaces));
	while ((host = LIST_FIRST(&subsys->hosts))) {
		LIST_REMOVE(host, link);
		bp_free(env, host);
	}
	LIST_REMOVE(subsys, bp_link);
	bp_free(env, subsys);
}

int bp_nvmet_allow_host(struct nvmet_subsys *subsys, const char *hostnqn)
{
	struct bp_nvmet_host *host;

	if (!fits(hostnqn))
		return -EINVAL;
	host = bp_alloc(subsys->bp_nvmet->env, BP_ALLOC_NVMET, sizeof(*host));
	if (!host)
		return -ENOMEM;
	memcpy(host->hostnqn, hostnqn, strlen(hostnqn) + 1);
	LIST_INSERT_HEAD(&subsys->hosts, host, link);
	return 0;
}

bool nvmet_host_allowed(const struct nvmet_subsys *subsys, const char *hostnqn)
{
	const struct bp_nvmet_host *host;

	if (subsys->allow_any_host)
		return true;
	LIST_FOREACH (host, &subsys->hosts, link)
		if (!strcmp(host->hostnqn, hostnqn))
			return true;
	return false;
}

void bp_nvmet_port_init(struct bp_nvmet *nvmet, struct nvmet_port *port)
{
	*port = (struct nvmet_port){ .bp_nvmet = nvmet, .inline_data_size = -1 };
	LIST_INIT(&port->subsystems);
}

struct nvmet_subsys *nvmet_find_get_subsys(const struct nvmet_port *port, const char *subsysnqn)
{
	const struct bp_nvmet_link *link;

	LIST_FOREACH (link, &port->subsystems, link)
		if (!strcmp(link->subsys->subsysnqn, subsysnqn))
			return link->subsys;
	return NULL;
}

int bp_nvmet_port_offer(struct nvmet_port *port, struct nvmet_subsys *subsys)
{
	struct bp_nvmet_link *link;

	if (nvmet_find_get_subsys(port, subsys->subsysnqn))
		return -EEXIST;
	link = bp_alloc(port->bp_nvmet->env, BP_ALLOC_NVMET, sizeof(*link));
	if (!link)
		return -ENOMEM;
	link->subsys = subsys;
	LIST_INSERT_HEAD(&port->subsystems, link, link);
	return 0;
}

int nvmet_enable_port(struct nvmet_port *port, const struct nvmet_fabrics_ops *ops)
{
	const int error = ops->add_port ? ops->add_port(port) : 0;

	if (!error)
		port->tr_ops = ops;
	return error;
}

void bp_nvmet_port_fini(struct nvmet_port *port)
{
	struct bp_nvmet_link *link;

	if (port->tr_ops && port->tr_ops->remove_port)
		port->tr_ops->remove_port(port);
	port->tr_ops = NULL;
	while ((link = LIST_FIRST(&port->subsystems))) {
		LIST_REMOVE(link, link);
		bp_free(port->bp_nvmet->env, link);
	}
}
