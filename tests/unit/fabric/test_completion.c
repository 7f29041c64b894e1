/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way back of what was read (P2P-A6.8).
 */
#include "bp_test.h"

#include "fabric.h"

/* The way back of a read of 64 bytes; "" when nothing comes back. */
static const char *back(struct t_fabric *f, char from, u64 address, bool relaxed)
{
	struct bp_request request = {
		.requester = t_fabric_dev(f, from),
		.address = address,
		.bytes = 64,
		.relaxed_ordering = relaxed,
	};
	struct bp_route there;

	bp_route_request(f->fabric, &request, &there);
	return bp_route_completion(&request, &there, &f->route) ? t_fabric_rules(&f->route) : "";
}

static void bp_route_completion__direct_read__same_way_back(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	assert_string_equal(back(&f, 'a', t_fabric_bus(&f, 'b'), false), "up A5.8 x down A6.8");
	assert_string_equal(back(&f, 'c', t_fabric_bus(&f, 'e'), false),
			    "up x up A5.8 x down x down A6.8");
	assert_string_equal(back(&f, 'g', t_fabric_bus(&f, 'h'), false), "A5.8 A6.8");
	assert_string_equal(back(&f, 'a', 0x1000, false), "down x down A6.8");
	assert_string_equal(back(&f, 'a', t_fabric_bus(&f, 'f'), false),
			    "up A6.8 down x down A6.8");
	t_fabric_fini(&f);
}

static void bp_route_completion__completer_redirects__by_the_root_complex(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	t_fabric_acs(t_fabric_port(&f, 'b'), PCI_ACS_CR);
	assert_string_equal(back(&f, 'a', t_fabric_bus(&f, 'b'), false),
			    "up A5.8 x up A6.8 down x down A6.8");
	/* Relaxed ordering and the requester's own port do not matter. */
	assert_string_equal(back(&f, 'a', t_fabric_bus(&f, 'b'), true), "up A5.8 x down A6.8");
	assert_string_equal(back(&f, 'b', t_fabric_bus(&f, 'a'), false), "up A5.8 x down A6.8");
	/* Above it nothing holds a redirected one up. */
	t_fabric_acs(t_fabric_port(&f, 'd'), PCI_ACS_CR);
	assert_string_equal(back(&f, 'c', t_fabric_bus(&f, 'd'), false),
			    "up A5.8 x up x up A6.8 down x down x down A6.8");
	t_fabric_fini(&f);
}

static void bp_route_completion__failed_read__from_where_it_failed(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	assert_string_equal(back(&f, 'a', T_RAM_END, false), "down x down A6.8");
	assert_string_equal(back(&f, 'a', t_fabric_bus(&f, 'a') + T_BAR_BYTES - 32, false),
			    "down A6.8");
	assert_string_equal(back(&f, 'a', t_fabric_bus(&f, 'a'), false), "");
	bp_fabric_node(f.fabric, t_fabric_port(&f, 'b'))->link_down = true;
	assert_string_equal(back(&f, 'a', t_fabric_bus(&f, 'b'), false), "");
	t_fabric_fini(&f);
}

/* Nothing turns at the root complex that never came there. */
static void bp_route_completion__root_bus__inside_the_device(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, "a@2.0 ; b@2.1 ; c@3.0 ; RP@4.0 - d", 0, 0);
	assert_string_equal(back(&f, 'a', t_fabric_bus(&f, 'b'), false), "A6.8");
	assert_string_equal(back(&f, 'a', t_fabric_bus(&f, 'c'), false), "A6.8 A6.8");
	assert_string_equal(back(&f, 'a', t_fabric_bus(&f, 'd'), false), "up A6.8 A6.8");
	assert_string_equal(back(&f, 'd', t_fabric_bus(&f, 'a'), false), "A6.8 down A6.8");
	t_fabric_fini(&f);
}

static void bp_route_completion__conventional_bus__on_the_wire(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, "RP - B - { a , B - c }", 0, 0);
	assert_string_equal(back(&f, 'a', t_fabric_bus(&f, 'c'), false), "up A6.3 A6.8");
	assert_string_equal(back(&f, 'c', t_fabric_bus(&f, 'a'), false), "A6.3 down A6.8");
	t_fabric_fini(&f);
}

static void bp_route_completion__write__none(void **state)
{
	struct bp_request request = { .is_write = true, .bytes = 64 };
	struct t_fabric f;
	struct bp_route there;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	request.requester = t_fabric_dev(&f, 'a');
	request.address = T_RAM_END;
	bp_route_request(f.fabric, &request, &there);
	assert_false(bp_route_completion(&request, &there, &f.route));
	t_fabric_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_route_completion__direct_read__same_way_back),
		cmocka_unit_test(bp_route_completion__completer_redirects__by_the_root_complex),
		cmocka_unit_test(bp_route_completion__failed_read__from_where_it_failed),
		cmocka_unit_test(bp_route_completion__root_bus__inside_the_device),
		cmocka_unit_test(bp_route_completion__conventional_bus__on_the_wire),
		cmocka_unit_test(bp_route_completion__write__none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
