/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Subsystems, hosts and ports: what a user sets up (R-C6.2).
 */
#include <errno.h>
#include <string.h>

#include "bp_test.h"
#include "target.h"

static bool kind_fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	const enum bp_alloc_kind *which = arg;

	(void)bytes;
	return kind == *which;
}

static const struct bp_alloc_ops failing = { .should_fail = kind_fails };

/* Names, numbers and memory of what a user sets up. */
static void nvmet_subsys_alloc__and_the_rest__refusals(void **state)
{
	char name[NVMF_NQN_FIELD_LEN + 1] = { 0 };
	enum bp_alloc_kind kind = BP_ALLOC_NVMET;
	struct nvmet_ns *second, *third;
	struct nvmet_subsys *other;
	struct t_target t;

	(void)state;
	t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NULL });
	memset(name, 'n', NVMF_NQN_FIELD_LEN);
	assert_null(nvmet_subsys_alloc(&t.nvmet, name));
	assert_int_equal(bp_nvmet_allow_host(t.subsys, name), -EINVAL);
	assert_int_equal(bp_nvmet_port_offer(&t.port, t.subsys), -EEXIST);
	other = nvmet_subsys_alloc(&t.nvmet, "other");
	assert_non_null(other);
	t.m.env->alloc_arg = &kind;
	t.m.env->alloc_ops = &failing;
	assert_null(nvmet_subsys_alloc(&t.nvmet, "third"));
	assert_int_equal(bp_nvmet_allow_host(t.subsys, "third"), -ENOMEM);
	assert_int_equal(bp_nvmet_port_offer(&t.port, other), -ENOMEM);
	assert_null(nvmet_ns_alloc(t.subsys, 2));
	t.m.env->alloc_ops = NULL;
	assert_null(nvmet_ns_alloc(t.subsys, 1));
	third = nvmet_ns_alloc(t.subsys, 3);
	second = nvmet_ns_alloc(t.subsys, 2);
	assert_ptr_equal(TAILQ_NEXT(t.ns, bp_link), second);
	assert_ptr_equal(TAILQ_NEXT(second, bp_link), third);
	assert_false(nvmet_host_allowed(t.subsys, "third"));
	t.subsys->allow_any_host = true;
	assert_true(nvmet_host_allowed(t.subsys, "third"));
	bp_nvmet_subsys_free(other);
	t_target_fini(&t);
}

static int refuses(struct nvmet_port *port)
{
	(void)port;
	return -EADDRINUSE;
}

static int listens(struct nvmet_port *port)
{
	*(unsigned *)port->bp_traddr += 1;
	return 0;
}

static void stops(struct nvmet_port *port)
{
	*(unsigned *)port->bp_traddr += 16;
}

static void nvmet_enable_port__transport__told(void **state)
{
	static const struct nvmet_fabrics_ops refusing = { .add_port = refuses };
	static const struct nvmet_fabrics_ops willing = { .add_port = listens,
							  .remove_port = stops };
	unsigned calls = 0;
	struct nvmet_port port;
	struct t_target t;

	(void)state;
	t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NULL });
	bp_nvmet_port_init(&t.nvmet, &port);
	port.bp_traddr = &calls;
	assert_int_equal(nvmet_enable_port(&port, &refusing), -EADDRINUSE);
	bp_nvmet_port_fini(&port);
	assert_int_equal(calls, 0);
	assert_int_equal(nvmet_enable_port(&port, &willing), 0);
	assert_int_equal(calls, 1);
	bp_nvmet_port_fini(&port);
	assert_int_equal(calls, 17);
	t_target_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_subsys_alloc__and_the_rest__refusals),
		cmocka_unit_test(nvmet_enable_port__transport__told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
