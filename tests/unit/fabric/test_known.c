/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is remembered of a way, and when it is not; prop_together() asks whether it is right.
 */
#include "bp_test.h"

#include "fabric.h"
#include "pci/known.h"

#define FOUND_FOR 0x1000ull
#define ALIKE 0x800ull
#define RAM 0x9000ull

/* Too large for the stack. */
static struct bp_route found, recalled;

/* A way from a to RAM, as if it had been found. */
static void learn(struct t_fabric *f, enum bp_turn turn)
{
	struct bp_request request = { .address = FOUND_FOR, .bytes = 64 };

	t_fabric_init(f, "RP - a ; RP - b", 0, 0);
	request.requester = t_fabric_dev(f, 'a');
	found.outcome = BP_OUTCOME_SUCCESS;
	found.target = (struct bp_target){ .kind = BP_TARGET_RAM, .phys = { RAM } };
	found.alike = ALIKE;
	found.nr_hops = 1;
	found.hop[0] = (struct bp_hop){ .turn = turn };
	bp_fabric_steady(f->fabric, true);
	bp_known_learn(f->fabric, &request, &found);
}

static bool recall(const struct t_fabric *f, char name, u64 address, unsigned bytes)
{
	const struct bp_request request = { .requester = t_fabric_dev(f, name),
					    .address = address,
					    .bytes = bytes };

	return bp_known_recall(f->fabric, &request, &recalled);
}

static void bp_known_recall__where_it_goes_alike__the_way(void **state)
{
	static const struct {
		char name;
		u64 address;
		unsigned bytes;
		bool known;
	} cases[] = {
		{ 'a', FOUND_FOR, 256, true },
		{ 'a', FOUND_FOR - 1, 1, false },
		{ 'a', FOUND_FOR + ALIKE - 64, 64, true },
		{ 'a', FOUND_FOR + ALIKE, 1, false },
		{ 'a', FOUND_FOR + ALIKE - 64, 65, false },
		{ 'b', FOUND_FOR, 64, false },
	};
	struct t_fabric f;

	(void)state;
	learn(&f, BP_AT_RAM);
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		const u64 past = cases[i].address - FOUND_FOR;

		assert_int_equal(recall(&f, cases[i].name, cases[i].address, cases[i].bytes),
				 cases[i].known);
		if (!cases[i].known)
			continue;
		assert_int_equal(recalled.outcome, BP_OUTCOME_SUCCESS);
		assert_int_equal(recalled.target.kind, BP_TARGET_RAM);
		assert_int_equal(recalled.target.phys.phys, RAM + past);
		assert_int_equal(recalled.alike, ALIKE - past);
		assert_int_equal(recalled.nr_hops, 1);
		assert_int_equal(bp_route_end(&recalled), BP_AT_RAM);
	}
	t_fabric_fini(&f);
}

static void bp_known_learn__iommu_on_the_way__not_known(void **state)
{
	struct t_fabric f;

	(void)state;
	learn(&f, BP_AT_IOMMU);
	assert_false(recall(&f, 'a', FOUND_FOR, 64));
	t_fabric_fini(&f);
}

static void bp_fabric_steady__over__not_known(void **state)
{
	struct t_fabric f;

	(void)state;
	learn(&f, BP_AT_RAM);
	bp_fabric_steady(f.fabric, false);
	assert_false(recall(&f, 'a', FOUND_FOR, 64));
	bp_fabric_steady(f.fabric, true);
	assert_false(recall(&f, 'a', FOUND_FOR, 64));
	t_fabric_fini(&f);
}

/* P2P-A6.1: another window of its own may lie there. */
static void bp_fabric_own_window__meanwhile__not_known(void **state)
{
	const struct bp_own_window own = { .base = FOUND_FOR, .bytes = 64 };
	struct t_fabric f;

	(void)state;
	learn(&f, BP_AT_RAM);
	assert_int_equal(bp_fabric_own_window(f.fabric, t_fabric_dev(&f, 'a'), &own), 0);
	assert_false(recall(&f, 'a', FOUND_FOR, 64));
	t_fabric_fini(&f);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_known_recall__where_it_goes_alike__the_way),
		cmocka_unit_test(bp_known_learn__iommu_on_the_way__not_known),
		cmocka_unit_test(bp_fabric_steady__over__not_known),
		cmocka_unit_test(bp_fabric_own_window__meanwhile__not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
