/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "nvme/cmb.h"
#include "nvme/life.h"
#include "nvme/mmio.h"
#include "nvme/run.h"
#include "nvme/valid.h"
#include "nvme/work.h"

static void init(struct bp_nvme_controller *ctrl)
{
	TAILQ_INIT(&ctrl->served);
	TAILQ_INIT(&ctrl->held);
	TAILQ_INIT(&ctrl->late);
	TAILQ_INIT(&ctrl->idle);
	STAILQ_INIT(&ctrl->peer_writes);
	ctrl->work.fn = bp_nvme_on_work;
	ctrl->timer.fn = bp_nvme_on_timer;
	ctrl->transition.fn = bp_nvme_on_transition;
	ctrl->page_bytes = 4096u << ctrl->config.mpsmin;
	ctrl->random = ctrl->config.seed;
	ctrl->allocated_sqs = ctrl->config.nr_io_queues;
	ctrl->allocated_cqs = ctrl->config.nr_io_queues;
}

static int make_tables(struct bp_nvme_controller *ctrl)
{
	size_t queues = ctrl->config.nr_io_queues + 1;

	ctrl->sq = calloc(queues, sizeof(struct bp_nvme_sq *));
	ctrl->cq = calloc(queues, sizeof(struct bp_nvme_cq *));
	ctrl->namespaces =
		calloc(ctrl->config.nr_namespaces + 1, sizeof(struct bp_nvme_namespace *));
	return ctrl->sq && ctrl->cq && ctrl->namespaces ? 0 : -ENOMEM;
}

static void free_tables(struct bp_nvme_controller *ctrl)
{
	free(ctrl->sq);
	free(ctrl->cq);
	free(ctrl->namespaces);
	free(ctrl);
}

static void unmake(struct bp_nvme_controller *ctrl)
{
	bp_nvme_run_fini(ctrl);
	if (ctrl->parts->fini)
		ctrl->parts->fini(ctrl);
	free_tables(ctrl);
}

/* @ctrl is gone when this fails. */
static int make(struct bp_nvme_controller *ctrl, struct bp_error *err)
{
	int error = make_tables(ctrl);

	if (!error)
		error = bp_nvme_cmb_init(ctrl, err);
	if (error) {
		free_tables(ctrl);
		return error;
	}
	if (ctrl->parts->init)
		error = ctrl->parts->init(ctrl, err);
	if (error)
		unmake(ctrl);
	return error;
}

/* BAR 0 is registers up to a controller memory buffer in it. */
static void put_registers(struct bp_nvme_controller *ctrl)
{
	u64 bytes = ctrl->cmb.bytes && !ctrl->cmb.bar ? ctrl->cmb.offset : 0;

	bp_fabric_registers(ctrl->fabric, ctrl->dev, 0, &bp_nvme_mmio_ops, ctrl, bytes);
	ctrl->dev->bp_msix_vectors = ctrl->config.vectors;
}

int bp_nvme_engine_new(struct bp_fabric *fabric, struct pci_dev *dev,
		       const struct bp_nvme_config *config, const struct bp_nvme_parts *parts,
		       struct bp_nvme_controller **ctrl, struct bp_error *err)
{
	int error = bp_nvme_config_check(config, dev, err);
	struct bp_nvme_controller *c;

	if (error)
		return error;
	c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	c->env = dev->dev.bp_env;
	c->fabric = fabric;
	c->dev = dev;
	c->config = *config;
	c->parts = parts;
	init(c);
	error = make(c, err);
	if (error)
		return error;
	c->config.namespaces = NULL; /* the caller's */
	put_registers(c);
	if (config->subsystem)
		LIST_INSERT_HEAD(&config->subsystem->controllers, c, in_subsystem);
	*ctrl = c;
	return 0;
}

/* Where a controller was. */
static bool read_ones(void *context, u64 offset, unsigned bytes, u64 *value)
{
	(void)context;
	(void)offset;
	(void)bytes;
	*value = ~0ull;
	return true;
}

static bool write_nothing(void *context, u64 offset, unsigned bytes, u64 value)
{
	(void)context;
	(void)offset;
	(void)bytes;
	(void)value;
	return true;
}

static const struct bp_register_ops nobody = { .read = read_ones,
					       .write = write_nothing,
					       .any_size = true };

void bp_nvme_controller_free(struct bp_nvme_controller *ctrl)
{
	if (!ctrl)
		return;
	bp_nvme_controller_remove(ctrl);
	bp_work_cancel(ctrl->env, &ctrl->work);
	bp_fabric_registers(ctrl->fabric, ctrl->dev, 0, &nobody, NULL, 0);
	bp_fabric_own_window(ctrl->fabric, ctrl->dev, &(struct bp_own_window){ 0 });
	if (ctrl->config.subsystem)
		LIST_REMOVE(ctrl, in_subsystem);
	unmake(ctrl);
}

const struct bp_nvme_counters *bp_nvme_controller_counters(const struct bp_nvme_controller *ctrl)
{
	return &ctrl->counters;
}
