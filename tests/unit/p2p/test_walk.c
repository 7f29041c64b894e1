/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Chains, their common element and what redirects (P2P-B4, P-2 to P-8).
 */
#include <stdlib.h>
#include <string.h>

#include <blkpath/p2p_verdict.h>

#include "bp_test.h"
#include "pci.h"

/* Tree T1 of p2pdma.md F.  m, n, o, p: NVME0, 1, 2 and the two functions of 3 (p, q); r, s: the
 * two network cards; g: the GPU.  Its switch begins at 0000:01:00.0. */
#define T1(rp0, usp0, dsp00, dsp01, dsp02, dsp10, rp2, nvme0)                                      \
	"HB/8086:4c43 ; RP" rp0 " - U" usp0 " - { D" dsp00 " - m" nvme0 " , D" dsp01               \
	" - n , D" dsp02 " - U - { D" dsp10 " - r , D - g } , D - U - D - o } ; RP - s ; RP" rp2   \
	" - { p@0.0 , q@0.1 }"
#define T1_PLAIN T1("", "", "", "", "", "", "", "")

static struct bp_p2p_verdict verdict;

static void judge(const char *rules, const struct pci_dev *provider, const struct pci_dev *client)
{
	static const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER };

	bp_p2p_judge(bp_p2p_rules_find(rules), &machine, provider, client, &verdict);
}

static void bp_p2p_judge__f1_distances__table(void **state)
{
	static const struct {
		char provider, client;
		int result;
	} cases[] = {
		{ 'm', 'm', 0 }, { 'p', 'q', 2 }, { 'm', 'n', 4 },  { 'r', 'g', 4 },
		{ 'm', 'r', 6 }, { 'r', 'o', 8 }, { 'm', 's', -1 },
	};
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, T1_PLAIN);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		judge("v5.2-rc5", t_pci_named(&pci, cases[i].provider),
		      t_pci_named(&pci, cases[i].client));
		assert_int_equal(verdict.result, cases[i].result);
		assert_int_equal(verdict.returned, cases[i].result);
	}
	t_pci_fini(&pci);
}

/* P-3: one of the two devices may be the common element. */
static void bp_p2p_judge__bridge_as_provider__is_the_common_element(void **state)
{
	struct pci_dev *usp0;
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, T1_PLAIN);
	usp0 = t_pci_named(&pci, 'm')->bus->self->bus->self;
	judge("v5.2-rc5", usp0, t_pci_named(&pci, 'm'));
	assert_int_equal(verdict.result, 2);
	assert_int_equal(verdict.provider_steps, 0);
	assert_ptr_equal(bp_p2p_common(&verdict)->dev, usp0);
	judge("v5.2-rc5", t_pci_named(&pci, 'm'), usp0);
	assert_int_equal(verdict.client_steps, 0);
	assert_ptr_equal(bp_p2p_common(&verdict)->dev, usp0);
	t_pci_fini(&pci);
}

/* Writes what redirects as letters of the functions' places: their names, ';' behind each. */
static const char *redirects(char *text)
{
	const struct bp_p2p_element *element;
	char name[BP_PCI_NAME_MAX];

	*text = '\0';
	for (unsigned i = 0; (element = bp_p2p_redirect(&verdict, i)); i++) {
		strcat(text, bp_pci_name(element->dev, name) + strlen("0000:"));
		strcat(text, ";");
	}
	return text;
}

/* P2P-F4 */
static void bp_p2p_judge__f4_redirect__result_and_order(void **state)
{
	static const struct {
		const char *tree;
		const char *pair;
		int result;
		const char *list;
	} cases[] = {
		{ T1("", "", "", ".4", "", "", "", ""), "mn", -2, "02:01.0;" },
		{ T1("", "", "", ".4", "", "", "", ""), "nm", -2, "02:01.0;" },
		{ T1("", "", ".4", ".4", "", "", "", ""), "mn", -2, "02:00.0;02:01.0;" },
		{ T1("", "", ".4", ".4", "", "", "", ""), "nm", -2, "02:01.0;02:00.0;" },
		{ T1("", "", ".4", ".4", "", "", "", ""), "mm", 0, "" },
		{ T1(".c", "", "", "", "", "", "", ""), "mn", 4, "" },
		{ T1("", ".4", "", "", "", "", "", ""), "mn", -2, "01:00.0;" },
		{ T1("", "", "", "", "", "", ".4", ""), "pq", -2, "00:03.0;" },
		{ T1("", "", "", "", "", "", "", ".4"), "mm", -2, "03:00.0;" },
		{ T1("", "", ".4", "", ".20", ".8", "", ""), "mr", -2, "02:00.0;06:00.0;02:02.0;" },
		{ T1("", "", ".4", "", "", "", "", ""), "ms", -1, "" },
	};
	char text[128];

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_pci pci;

		t_pci_init(&pci, cases[i].tree);
		judge("v5.2-rc5", t_pci_named(&pci, cases[i].pair[0]),
		      t_pci_named(&pci, cases[i].pair[1]));
		assert_string_equal(redirects(text), cases[i].list);
		assert_int_equal(verdict.result, cases[i].result);
		t_pci_fini(&pci);
	}
}

/* P-4, P-8: what the kernel looked at, and what it found there. */
static void bp_p2p_judge__elements__tested_and_acs(void **state)
{
	static const struct {
		const char *tree;
		const char *provider,
			*client; /* a letter per element: n, p, r; capital if tested */
	} cases[] = {
		{ "RP.1d - U - { D.11 - a , D.1d - b }", "NPNr", "NRnr" },
		{ "RP.1d - a.2 ; RP.20 - b", "PR", "nr" },
		{ "RP - { a , b }", "NN", "Nn" },
	};
	static const char letters[2][4] = { { 'n', 'p', 'r', 'u' }, { 'N', 'P', 'R', 'U' } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		char text[2][8] = { 0 };
		struct t_pci pci;

		t_pci_init(&pci, cases[i].tree);
		judge("v6.1", t_pci_named(&pci, 'a'), t_pci_named(&pci, 'b'));
		for (unsigned k = 0; k < verdict.provider.nr; k++)
			text[0][k] = letters[verdict.provider.element[k].tested]
					    [verdict.provider.element[k].acs];
		for (unsigned k = 0; k < verdict.client.nr; k++)
			text[1][k] = letters[verdict.client.element[k].tested]
					    [verdict.client.element[k].acs];
		assert_string_equal(text[0], cases[i].provider);
		assert_string_equal(text[1], cases[i].client);
		t_pci_fini(&pci);
	}
}

static void bp_p2p_judge__control_word__reported_with_its_place(void **state)
{
	const struct bp_p2p_element *port = &verdict.provider.element[1];
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "RP.1d - a");
	judge("v6.1", t_pci_named(&pci, 'a'), t_pci_named(&pci, 'a'));
	assert_int_equal(port->acs_ctrl, 0x1d);
	assert_int_equal(port->acs_offset, 0x100);
	assert_int_equal(verdict.provider.element[0].acs_offset, 0);
	t_pci_fini(&pci);
}

/* P-5: each bit alone, live from configuration space. */
static void bp_p2p_judge__each_bit_of_the_control__redirects_or_not(void **state)
{
	struct pci_dev *port;
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "RP.0 - { a , b }");
	port = t_pci_at(&pci, "0000:00:01.0");
	for (unsigned bit = 0; bit < 7; bit++) {
		bool redirects_now = 1u << bit & 0x2c;

		pci_write_config_word(port, 0x106, (u16)(1u << bit));
		judge("v6.1", t_pci_named(&pci, 'a'), t_pci_named(&pci, 'b'));
		assert_int_equal(verdict.nr_redirects, redirects_now);
	}
	t_pci_fini(&pci);
}

/* P2P-F21, the static half: RR, CR and EC of both ports and both bits of their egress vectors, of
 * which the kernel does not look at the last (P2P-A5.11). */
static void bp_p2p_judge__all_settings_of_one_switch__accepts_4_of_256(void **state)
{
	static const u16 bits[] = { PCI_ACS_RR, PCI_ACS_CR, PCI_ACS_EC };
	unsigned accepted = 0, refused = 0;
	struct pci_dev *port[2];
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "RP - U - { D.0 - a , D.0 - b }");
	port[0] = t_pci_at(&pci, "0000:02:00.0");
	port[1] = t_pci_at(&pci, "0000:02:01.0");
	for (unsigned setting = 0; setting < 256; setting++) {
		for (unsigned i = 0; i < 2; i++) {
			unsigned mine = setting >> 4 * i & 0xf;
			u16 control = 0;

			for (unsigned bit = 0; bit < 3; bit++)
				control |= mine >> bit & 1 ? bits[bit] : 0;
			pci_write_config_word(port[i], 0x100 + PCI_ACS_CTRL, control);
			pci_write_config_word(port[i], 0x100 + PCI_ACS_EGRESS_CTL_V,
					      (u16)(mine & 8 ? 2u >> i : 0));
		}
		judge("v5.2-rc5", t_pci_named(&pci, 'a'), t_pci_named(&pci, 'b'));
		accepted += verdict.result == 4;
		refused += verdict.result == -2;
	}
	assert_int_equal(accepted, 4);
	assert_int_equal(refused, 252);
	t_pci_fini(&pci);
}

/* Section 11: a dump without the extended space does not say that there is no ACS. */
static void bp_p2p_judge__short_spaces__acs_unknown_where_it_could_be(void **state)
{
	static const struct {
		bool is_pcie;
		unsigned bytes;
		enum bp_p2p_acs acs;
	} cases[] = {
		{ true, 4096, BP_P2P_ACS_NONE },  { true, 256, BP_P2P_ACS_UNKNOWN },
		{ true, 64, BP_P2P_ACS_UNKNOWN }, { false, 4096, BP_P2P_ACS_NONE },
		{ false, 256, BP_P2P_ACS_NONE },  { false, 64, BP_P2P_ACS_UNKNOWN },
	};
	struct pci_dev *port;
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "RP - { a , b }");
	port = t_pci_at(&pci, "0000:00:01.0");
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		port->is_pcie = cases[i].is_pcie;
		port->config_bytes = cases[i].bytes;
		judge("v6.1", t_pci_named(&pci, 'a'), t_pci_named(&pci, 'b'));
		assert_int_equal(bp_p2p_common(&verdict)->acs, cases[i].acs);
		assert_int_equal(verdict.type, PCI_P2PDMA_MAP_BUS_ADDR);
	}
	t_pci_fini(&pci);
}

/* A bus per number: no chain is longer. */
static void bp_p2p_judge__deepest_tree__256_elements(void **state)
{
	char *text = calloc(1, 255 * strlen("B - ") + sizeof("{ a , b }"));
	struct t_pci pci;

	(void)state;
	assert_non_null(text);
	for (unsigned i = 0; i < 255; i++)
		strcpy(text + i * strlen("B - "), "B - ");
	strcat(text, "{ a , b }");
	t_pci_init(&pci, text);
	judge("v6.1", t_pci_named(&pci, 'a'), t_pci_named(&pci, 'b'));
	assert_int_equal(verdict.provider.nr, BP_P2P_CHAIN_MAX);
	assert_int_equal(verdict.distance, 2);
	judge("v6.1", t_pci_named(&pci, 'a'), t_pci_at(&pci, "0000:00:01.0"));
	assert_int_equal(verdict.distance, 255);
	t_pci_fini(&pci);
	free(text);
}

/* No tree has it, but no walk may depend on that. */
static void bp_p2p_judge__bridge_above_itself__ends(void **state)
{
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "RP - a ; RP - b");
	t_pci_at(&pci, "0000:00:01.0")->bus->self = t_pci_at(&pci, "0000:00:01.0");
	judge("v6.1", t_pci_named(&pci, 'a'), t_pci_named(&pci, 'b'));
	assert_int_equal(verdict.provider.nr, BP_P2P_CHAIN_MAX);
	t_pci_fini(&pci);
}

/* P2P-B4.1, P-2: nobody owns the bus of the virtual function; the bridge above the physical one
 * does for it. */
static void bp_p2p_judge__virtual_function_on_its_own_bus__two(void **state)
{
	const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER };
	struct bp_pci_function what = { .is_pcie = true };
	struct pci_bus *bus;
	struct pci_dev *vf;
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "HB ; RP - a");
	what.physfn = t_pci_named(&pci, 'a');
	bus = bp_pci_tree_virtual_bus(pci.tree, what.physfn, 2);
	bus->self = NULL;
	assert_int_equal(bp_pci_tree_add(pci.tree, bus, &what, &vf, NULL), 0);
	bp_p2p_judge(bp_p2p_rules_find("v5.2-rc5"), &machine, what.physfn, vf, &verdict);
	assert_int_equal(verdict.returned, 2);
	bp_p2p_judge(bp_p2p_rules_find("v5.2-rc5"), &machine, vf, what.physfn, &verdict);
	assert_int_equal(verdict.returned, 2);
	t_pci_fini(&pci);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_p2p_judge__f1_distances__table),
		cmocka_unit_test(bp_p2p_judge__bridge_as_provider__is_the_common_element),
		cmocka_unit_test(bp_p2p_judge__f4_redirect__result_and_order),
		cmocka_unit_test(bp_p2p_judge__elements__tested_and_acs),
		cmocka_unit_test(bp_p2p_judge__control_word__reported_with_its_place),
		cmocka_unit_test(bp_p2p_judge__each_bit_of_the_control__redirects_or_not),
		cmocka_unit_test(bp_p2p_judge__all_settings_of_one_switch__accepts_4_of_256),
		cmocka_unit_test(bp_p2p_judge__short_spaces__acs_unknown_where_it_could_be),
		cmocka_unit_test(bp_p2p_judge__deepest_tree__256_elements),
		cmocka_unit_test(bp_p2p_judge__bridge_above_itself__ends),
		cmocka_unit_test(bp_p2p_judge__virtual_function_on_its_own_bus__two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
