/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * P2P-F21: what the kernel says of every setting of two ports, and what really happens.
 */
#include "bp_test.h"

#include <blkpath/p2p_verdict.h>

#include "fabric.h"

struct tally {
	unsigned settings;
	unsigned accepted;
	unsigned accepted_inside;
	unsigned refused_inside;
};

static u16 control(unsigned bits)
{
	return (u16)((bits & 1 ? PCI_ACS_RR : 0) | (bits & 2 ? PCI_ACS_CR : 0) |
		     (bits & 4 ? PCI_ACS_EC : 0));
}

static void set(struct t_fabric *f, char name, char peer, unsigned bits)
{
	struct pci_dev *port = t_fabric_port(f, name);

	t_fabric_acs(port, control(bits));
	t_fabric_vector(port, bits & 8 ? 1u << PCI_SLOT(t_fabric_port(f, peer)->devfn) : 0);
}

static bool accepts(const struct t_fabric *f, const char *rules)
{
	const struct bp_p2p_machine machine = { 0 };
	struct bp_p2p_verdict verdict;

	bp_p2p_judge(bp_p2p_rules_find(rules), &machine, t_fabric_dev(f, 'b'), t_fabric_dev(f, 'a'),
		     &verdict);
	return verdict.type == PCI_P2PDMA_MAP_BUS_ADDR;
}

static bool crosses_root_port(const struct t_fabric *f, const struct bp_route *route)
{
	for (unsigned i = 0; i < route->nr_hops; i++)
		if (route->hop[i].at == t_fabric_root_port(f, 'a'))
			return true;
	return false;
}

static bool write_stays(struct t_fabric *f, char from, char to)
{
	return t_fabric_route(f, from, true, t_fabric_bus(f, to)) == BP_OUTCOME_SUCCESS &&
	       !crosses_root_port(f, &f->route);
}

static bool read_stays(struct t_fabric *f, char from, char to)
{
	struct bp_request request = {
		.requester = t_fabric_dev(f, from),
		.address = t_fabric_bus(f, to),
		.bytes = 64,
	};
	struct bp_route there;

	bp_route_request(f->fabric, &request, &there);
	if (there.outcome != BP_OUTCOME_SUCCESS || crosses_root_port(f, &there))
		return false;
	return bp_route_completion(&request, &there, &f->route) && !crosses_root_port(f, &f->route);
}

static bool all_stays(struct t_fabric *f)
{
	return write_stays(f, 'a', 'b') && write_stays(f, 'b', 'a') && read_stays(f, 'a', 'b') &&
	       read_stays(f, 'b', 'a');
}

static void count(struct tally *tally, bool accepted, bool inside)
{
	tally->settings++;
	tally->accepted += accepted;
	tally->accepted_inside += accepted && inside;
	tally->refused_inside += !accepted && inside;
}

static void bp_p2p_judge__every_setting__held_against_the_route(void **state)
{
	static const char *const rules[] = { "v5.2-rc5", "v5.2", "v6.1" };

	(void)state;
	for (size_t r = 0; r < bp_array_size(rules); r++) {
		struct tally all = { 0 }, writes = { 0 };
		struct t_fabric f;

		t_fabric_init(&f, "RP - U - { D.0 - a , D.0 - b }", 0, 0);
		for (unsigned bits = 0; bits < 256; bits++) {
			set(&f, 'a', 'b', bits & 0xf);
			set(&f, 'b', 'a', bits >> 4);
			count(&all, accepts(&f, rules[r]), all_stays(&f));
			if (!(bits & 0x80))
				count(&writes, accepts(&f, rules[r]), write_stays(&f, 'a', 'b'));
		}
		assert_int_equal(all.settings, 256);
		assert_int_equal(all.accepted, 4);
		assert_int_equal(all.accepted_inside, 4);
		assert_int_equal(all.refused_inside, 12);
		assert_int_equal(writes.settings, 128);
		assert_int_equal(writes.accepted, writes.accepted_inside);
		assert_int_equal(writes.refused_inside, 62);
		t_fabric_fini(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_p2p_judge__every_setting__held_against_the_route),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
