/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The namespaces of a controller, together.
 */
#include "bp_test.h"

#include <errno.h>
#include <string.h>

#include "nvme/engine.h"
#include "nvme/namespace.h"
#include "nvme/namespaces.h"

/* The second one is inactive. */
static const struct bp_nvme_namespace_config three[] = {
	{ .blocks = 100 },
	{ .blocks = 0 },
	{ .blocks = 50 },
};

struct parts {
	struct bp_nvme_controller ctrl;
	struct bp_nvme_namespace *namespaces[3];
};

static void init(struct parts *p, u8 vwc)
{
	*p = (struct parts){ 0 };
	p->ctrl.config = bp_nvme_config_default();
	p->ctrl.config.vwc = vwc;
	p->ctrl.config.namespaces = three;
	p->ctrl.config.nr_namespaces = 3;
	p->ctrl.namespaces = p->namespaces;
	assert_int_equal(bp_nvme_namespaces_init(&p->ctrl, NULL), 0);
}

static void write(struct parts *p, u32 nsid, u8 byte)
{
	u8 data[512];

	memset(data, byte, sizeof(data));
	assert_int_equal(bp_medium_write(bp_nvme_namespace(&p->ctrl, nsid)->medium, 7, 1, data,
					 NULL, false),
			 0);
}

static u8 read(struct parts *p, u32 nsid)
{
	u8 data[512], states[1];

	assert_int_equal(bp_medium_read(bp_nvme_namespace(&p->ctrl, nsid)->medium, 7, 1, data, NULL,
					states),
			 0);
	return data[0];
}

static void bp_nvme_namespace__by_nsid__null_where_there_is_none(void **state)
{
	struct parts p;

	(void)state;
	init(&p, 1);
	assert_null(bp_nvme_namespace(&p.ctrl, 0));
	assert_int_equal(bp_nvme_namespace(&p.ctrl, 1)->blocks, 100);
	assert_false(bp_nvme_namespace_active(bp_nvme_namespace(&p.ctrl, 2)));
	assert_int_equal(bp_nvme_namespace(&p.ctrl, 3)->blocks, 50);
	assert_null(bp_nvme_namespace(&p.ctrl, 4));
	assert_null(bp_nvme_namespace(&p.ctrl, UINT32_MAX));
	bp_nvme_namespaces_fini(&p.ctrl);
	assert_null(bp_nvme_namespace(&p.ctrl, 1));
}

/* NVC-6: a normal shutdown loses nothing. */
static void bp_nvme_namespaces_flush__then_power_loss__all_is_there(void **state)
{
	struct parts p;

	(void)state;
	init(&p, 1);
	write(&p, 1, 'a');
	write(&p, 3, 'b');
	bp_nvme_namespaces_flush(&p.ctrl);
	write(&p, 3, 'c');
	bp_nvme_namespaces_power_loss(&p.ctrl, 0);
	assert_int_equal(read(&p, 1), 'a');
	assert_int_equal(read(&p, 3), 'b');
	bp_nvme_namespaces_fini(&p.ctrl);
}

static void bp_nvme_namespaces_init__no_write_cache__nothing_to_lose(void **state)
{
	struct parts p;

	(void)state;
	init(&p, 0);
	write(&p, 1, 'a');
	bp_nvme_namespaces_power_loss(&p.ctrl, 0);
	assert_int_equal(read(&p, 1), 'a');
	bp_nvme_namespaces_fini(&p.ctrl);
}

static void bp_nvme_namespaces_init__second_cannot_be__first_can_be_freed(void **state)
{
	const struct bp_nvme_namespace_config bad[] = { { .blocks = 8 }, { .nr_formats = 99 } };
	struct bp_nvme_namespace *namespaces[2] = { 0 };
	struct bp_nvme_controller ctrl = {
		.config = { .namespaces = bad, .nr_namespaces = 2 },
		.namespaces = namespaces,
	};
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(bp_nvme_namespaces_init(&ctrl, &err), -EINVAL);
	assert_string_equal(err.key, "formats");
	bp_nvme_namespaces_fini(&ctrl);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_namespace__by_nsid__null_where_there_is_none),
		cmocka_unit_test(bp_nvme_namespaces_flush__then_power_loss__all_is_there),
		cmocka_unit_test(bp_nvme_namespaces_init__no_write_cache__nothing_to_lose),
		cmocka_unit_test(bp_nvme_namespaces_init__second_cannot_be__first_can_be_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
