/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Machines that people reported (p2pdma-newer.md 13), and the shape of the captures (10).
 */

#include <blkpath/p2p_verdict.h>

#include "bp_test.h"
#include "pci.h"

static struct bp_p2p_verdict verdict;

/* A Rocket Lake with nothing below its first nine root ports, then two Arc cards, each with a
 * switch of its own, below a PLX switch whose upstream port is 0a:00.0. */
#define ARC_CARDS(ctrl)                                                                            \
	"HB/8086:4c43 ; RP ; RP ; RP ; RP ; RP ; RP ; RP ; RP ; RP ; RP - U - { D" ctrl            \
	"@0.0 - U - { D" ctrl "@1.0 - a , D@2.0 - x } , D" ctrl "@10.0 - U - D" ctrl "@1.0 - b }"

static void judge(const struct t_pci *pci, const char *rules, unsigned amd_family, char provider,
		  char client)
{
	const struct bp_p2p_machine machine = {
		.cpu = amd_family ? BP_P2P_CPU_AMD : BP_P2P_CPU_OTHER,
		.cpu_family = amd_family,
	};

	bp_p2p_judge(bp_p2p_rules_find(rules), &machine, t_pci_named(pci, provider),
		     t_pci_named(pci, client), &verdict);
}

/* PC-1: refused, hop count 8, the names in the order that was reported. */
static void pc_1__two_arc_cards_below_one_switch__refused(void **state)
{
	static const char *const names[] = { "0000:0d:01.0", "0000:0b:00.0", "0000:11:01.0",
					     "0000:0b:10.0" };
	char name[BP_PCI_NAME_MAX];
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, ARC_CARDS(".c"));
	judge(&pci, "v6.12", 0, 'a', 'b');
	assert_int_equal(verdict.type, PCI_P2PDMA_MAP_NOT_SUPPORTED);
	assert_int_equal(verdict.distance, 8);
	assert_int_equal(verdict.returned, -1);
	assert_ptr_equal(bp_p2p_common(&verdict)->dev, t_pci_at(&pci, "0000:0a:00.0"));
	assert_int_equal(verdict.nr_redirects, bp_array_size(names));
	for (unsigned i = 0; i < bp_array_size(names); i++) {
		const struct bp_p2p_element *element = bp_p2p_redirect(&verdict, i);

		assert_string_equal(bp_pci_name(element->dev, name), names[i]);
		assert_int_equal(element->acs_ctrl, 0x000c);
	}
	t_pci_fini(&pci);
}

/* PC-2: what setpci does in the four ports. */
static void pc_2__redirect_cleared__bus_address(void **state)
{
	const struct bp_p2p_element *element;
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, ARC_CARDS(".c"));
	judge(&pci, "v6.12", 0, 'a', 'b');
	for (unsigned i = 0; (element = bp_p2p_redirect(&verdict, i)); i++) {
		char name[BP_PCI_NAME_MAX];

		pci_write_config_word(t_pci_at(&pci, bp_pci_name(element->dev, name)),
				      element->acs_offset + PCI_ACS_CTRL, 0);
	}
	judge(&pci, "v6.12", 0, 'a', 'b');
	assert_int_equal(verdict.type, PCI_P2PDMA_MAP_BUS_ADDR);
	assert_int_equal(verdict.distance, 8);
	assert_int_equal(verdict.warnings, 0);
	t_pci_fini(&pci);
}

/* PC-4: the entry that its owner added. */
static const struct bp_p2p_entry rocket_lake = { .vendor = 0x8086, .device = 0x4c43 };

/* A letter of @pairs: provider and client, a type, and a distance; under v5.2 and on a Zen. */
struct pair {
	const char *who;
	enum pci_p2pdma_map_type type;
	unsigned distance;
	int v5_2;
};

#define NS PCI_P2PDMA_MAP_NOT_SUPPORTED
#define BA PCI_P2PDMA_MAP_BUS_ADDR

static void judge_pairs(const char *tree, const struct pair *pairs, unsigned nr)
{
	struct t_pci pci;

	t_pci_init(&pci, tree);
	for (unsigned i = 0; i < nr; i++) {
		const char *who = pairs[i].who;

		judge(&pci, "v6.1", 0, who[0], who[1]);
		if (verdict.type != pairs[i].type || verdict.distance != pairs[i].distance)
			fail_msg("%s: %s %u", who, bp_p2p_type_name(verdict.type),
				 verdict.distance);
		judge(&pci, "v6.1", 0x19, who[0], who[1]);
		assert_int_equal(verdict.type,
				 pairs[i].type == BA ? BA : PCI_P2PDMA_MAP_THRU_HOST_BRIDGE);
		judge(&pci, "v5.2", 0, who[0], who[1]);
		assert_int_equal(verdict.result, pairs[i].v5_2);
	}
	t_pci_fini(&pci);
}

/* Letters: bus 3 c, 4 d and so on. */
static void capture__qemu_q35_switch__every_pair(void **state)
{
	static const struct pair pairs[] = {
		{ "cd", BA, 4, 4 },  { "ce", BA, 4, 4 },  { "de", BA, 4, 4 },  { "cf", NS, 6, -1 },
		{ "cg", NS, 6, -1 }, { "df", NS, 6, -1 }, { "dg", NS, 6, -1 }, { "ef", NS, 6, -1 },
		{ "eg", NS, 6, -1 }, { "fg", NS, 4, -1 },
	};

	(void)state;
	judge_pairs("HB/8086:29c0 ; RP/1b36:000c.0 - U - { D - c , D - d , D - e } ; "
		    "RP/1b36:000c.0 - f ; RP/1b36:000c.0 - g ; x@1f.0 ; y@1f.2 ; z@1f.3",
		    pairs, bp_array_size(pairs));
}

/* z: 41:00.0, whose root bus has an unlisted root port for its first device. */
static void capture__qemu_q35_two_roots__every_pair(void **state)
{
	static const struct pair pairs[] = {
		{ "cf", BA, 6, 6 },  { "cg", BA, 6, 6 },  { "fg", BA, 4, 4 },
		{ "cz", NS, 6, -1 }, { "fz", NS, 8, -1 }, { "gz", NS, 8, -1 },
	};

	(void)state;
	judge_pairs("HB/8086:29c0 ; RP/1b36:000c.0 - U - { D - c , D - U - { D - f , D - g } } ; "
		    "i/1b36:000b@2.0 ; ROOT/40 ; RP/1b36:000c.0@0.0 - z",
		    pairs, bp_array_size(pairs));
}

static void reports__facts_as_given__as_reported(void **state)
{
	static const struct {
		const char *name;
		const char *tree;
		const char *rules;
		unsigned amd_family;
		const struct bp_p2p_entry *extra;
		enum pci_p2pdma_map_type type;
		enum bp_p2p_reason reason;
	} cases[] = {
		{ "PC-3", "HB/8086:4c43 ; RP - U - D - a ; RP - U - D - b", "v6.12", 0, NULL, NS,
		  BP_P2P_NOT_LISTED },
		{ "PC-4", "HB/8086:4c43 ; RP - U - D - a ; RP - U - D - b", "v6.12", 0,
		  &rocket_lake, PCI_P2PDMA_MAP_THRU_HOST_BRIDGE, BP_P2P_LISTED },
		{ "PC-5", "HB ; RP - a ; RP - b", "v7.1", 0x19, NULL,
		  PCI_P2PDMA_MAP_THRU_HOST_BRIDGE, BP_P2P_CPU_PASSES },
		{ "PC-6", "HB/8086:6f00 ; RP - U - D - a ; RP - U - D - b", "v6.12", 0, NULL, NS,
		  BP_P2P_NOT_LISTED },
		{ "PC-6, listed", "HB/8086:6f00 ; RP - U - D - a ; RP - U - D - b", "newest", 0,
		  NULL, PCI_P2PDMA_MAP_THRU_HOST_BRIDGE, BP_P2P_LISTED },
		{ "PC-8", "HB/8086:7d1c ; RP - a ; RP - b", "v7.1", 0, NULL, NS,
		  BP_P2P_NOT_LISTED },
		{ "PC-9", "HB/1022:14a4 ; RP.1d - a ; RP.1d - b", "v6.12", 0x19, NULL,
		  PCI_P2PDMA_MAP_THRU_HOST_BRIDGE, BP_P2P_CPU_PASSES },
		{ "PC-9, cleared", "HB/1022:14a4 ; RP.0 - a ; RP.0 - b", "v6.12", 0x19, NULL,
		  PCI_P2PDMA_MAP_THRU_HOST_BRIDGE, BP_P2P_CPU_PASSES },
		{ "PC-10", "HB ; RP - U - { D.1 - a , D.1 - b }", "v5.2", 0, NULL, BA,
		  BP_P2P_COMMON_ELEMENT },
		{ "PC-11", "HB ; RP - U - { D.1d - a , D.1d - b }", "v5.2", 0, NULL, NS,
		  BP_P2P_REDIRECTED },
		{ "PC-15", "HB/8086:29c0 ; RP - U - { D - a , D - b }", "v6.1", 0, NULL, BA,
		  BP_P2P_COMMON_ELEMENT },
		{ "PC-16", "HB/8086:0b25 ; i@2.0 ; RP - a ; RP - b", "v7.1", 0, NULL, NS,
		  BP_P2P_NOT_LISTED },
		{ "PC-16, listed", "HB/8086:0b25 ; i@2.0 ; RP - a ; RP - b", "v7.1.y", 0, NULL,
		  PCI_P2PDMA_MAP_THRU_HOST_BRIDGE, BP_P2P_LISTED },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_p2p_machine machine = {
			.cpu = cases[i].amd_family ? BP_P2P_CPU_AMD : BP_P2P_CPU_OTHER,
			.cpu_family = cases[i].amd_family,
			.extra = cases[i].extra,
			.nr_extra = cases[i].extra != NULL,
		};
		struct t_pci pci;

		t_pci_init(&pci, cases[i].tree);
		bp_p2p_judge(bp_p2p_rules_find(cases[i].rules), &machine, t_pci_named(&pci, 'a'),
			     t_pci_named(&pci, 'b'), &verdict);
		if (verdict.type != cases[i].type || verdict.reason != cases[i].reason)
			fail_msg("%s: %s, %u", cases[i].name, bp_p2p_type_name(verdict.type),
				 verdict.reason);
		t_pci_fini(&pci);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pc_1__two_arc_cards_below_one_switch__refused),
		cmocka_unit_test(pc_2__redirect_cleared__bus_address),
		cmocka_unit_test(capture__qemu_q35_switch__every_pair),
		cmocka_unit_test(capture__qemu_q35_two_roots__every_pair),
		cmocka_unit_test(reports__facts_as_given__as_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
