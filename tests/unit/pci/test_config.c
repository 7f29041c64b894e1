/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration space as memory (P2P-A2).
 */
#include "bp_test.h"
#include "pci.h"

static struct pci_dev device(u8 *config, unsigned bytes)
{
	return (struct pci_dev){ .config = config, .config_bytes = bytes };
}

static void pci_read_config__little_endian__and_all_ones_beyond(void **state)
{
	u8 config[64] = { [0] = 0x86, 0x80, 0x43, 0x4c, [62] = 0x12, 0x34 };
	static const struct {
		unsigned where;
		u16 word;
		bool known;
		u32 dword;
		bool dword_known;
	} cases[] = {
		{ 0, 0x8086, true, 0x4c438086, true }, { 2, 0x4c43, true, 0x4c43, true },
		{ 60, 0, true, 0x34120000, true },     { 62, 0x3412, true, ~0u, false },
		{ 64, 0xffff, false, ~0u, false },     { 4094, 0xffff, false, ~0u, false },
		{ 61, 0x1200, true, ~0u, false },      { 63, 0xffff, false, ~0u, false },
	};
	struct pci_dev dev = device(config, sizeof(config));
	u16 word;
	u32 dword;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		assert_int_equal(pci_read_config_word(&dev, cases[i].where, &word), cases[i].known);
		assert_int_equal(word, cases[i].word);
		assert_int_equal(pci_read_config_dword(&dev, cases[i].where, &dword),
				 cases[i].dword_known);
		assert_int_equal(dword, cases[i].dword);
	}
}

static void pci_read_config__no_space__not_known(void **state)
{
	struct pci_dev dev = device(NULL, 4096);
	u16 word;

	(void)state;
	assert_false(pci_read_config_word(&dev, 0, &word));
	assert_int_equal(word, 0xffff);
}

static void pci_write_config_word__plain__written_where_known(void **state)
{
	u8 config[64] = { 0 };
	struct pci_dev dev = device(config, sizeof(config));
	u16 word;

	(void)state;
	pci_write_config_word(&dev, PCI_COMMAND, 0x1234);
	pci_read_config_word(&dev, PCI_COMMAND, &word);
	assert_int_equal(word, 0x1234);
	pci_write_config_word(&dev, 64, 0x1234);
	pci_write_config_word(&dev, 63, 0x1234);
	assert_int_equal(config[63], 0);
	pci_write_config_word(&dev, 62, 0x1234);
	assert_int_equal(config[63], 0x12);
}

/* P2P-A2.3: what is not implemented cannot be switched on. */
static void pci_write_config_word__acs_control__implemented_bits_alone(void **state)
{
	struct pci_dev *port;
	struct t_pci pci;
	unsigned acs;
	u16 ctrl;

	(void)state;
	t_pci_init(&pci, "RP.0 - a");
	port = t_pci_at(&pci, "0000:00:01.0");
	acs = pci_find_ext_capability(port, PCI_EXT_CAP_ID_ACS);
	pci_write_config_word(port, acs + PCI_ACS_CAP, PCI_ACS_SV | PCI_ACS_RR);
	pci_write_config_word(port, acs + PCI_ACS_CTRL, 0xffff);
	pci_read_config_word(port, acs + PCI_ACS_CTRL, &ctrl);
	assert_int_equal(ctrl, PCI_ACS_SV | PCI_ACS_RR);
	pci_write_config_word(port, acs + PCI_ACS_EGRESS_CTL_V, 0xffff);
	pci_read_config_word(port, acs + PCI_ACS_EGRESS_CTL_V, &ctrl);
	assert_int_equal(ctrl, 0xffff);
	t_pci_fini(&pci);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_read_config__little_endian__and_all_ones_beyond),
		cmocka_unit_test(pci_read_config__no_space__not_known),
		cmocka_unit_test(pci_write_config_word__plain__written_where_known),
		cmocka_unit_test(pci_write_config_word__acs_control__implemented_bits_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
