/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may lie in a controller memory buffer, and next to what (NVC-36).
 */
#include <string.h>

#include "bp_test.h"
#include "nvme/cmb_rules.h"
#include "nvme/config.h"

static void bp_nvme_cmb_allows__one_bit_of_cmbsz__its_purposes(void **state)
{
	static const struct {
		u32 cmbsz;
		u32 purposes;
	} cases[] = {
		{ 0, 0 },
		{ NVME_CMBSZ_SQS, 1u << BP_NVME_DMA_SQE },
		{ NVME_CMBSZ_CQS, 1u << BP_NVME_DMA_CQE },
		{ NVME_CMBSZ_LISTS, 1u << BP_NVME_DMA_LIST | 1u << BP_NVME_DMA_SEGMENT },
		{ NVME_CMBSZ_RDS, 1u << BP_NVME_DMA_C2H | 1u << BP_NVME_DMA_META_C2H |
					  1u << BP_NVME_DMA_ADMIN_C2H },
		{ NVME_CMBSZ_WDS, 1u << BP_NVME_DMA_H2C | 1u << BP_NVME_DMA_META_H2C |
					  1u << BP_NVME_DMA_RANGES | 1u << BP_NVME_DMA_ADMIN_H2C },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		for (unsigned purpose = 0; purpose < BP_NVME_DMA_NR; purpose++) {
			const struct bp_nvme_cmb_rules rules = { .cmbsz = cases[i].cmbsz };

			assert_int_equal(bp_nvme_cmb_allows(&rules, purpose),
					 cases[i].purposes >> purpose & 1);
		}
}

/* Upper case lies in the CMB: command, list, segment, data, metadata, in this order. */
static bool all_noted(const struct bp_nvme_cmb_rules *rules, const char *parts)
{
	static const char letters[] = "clsdm";
	static const enum bp_nvme_purpose purposes[] = { BP_NVME_DMA_SQE, BP_NVME_DMA_LIST,
							 BP_NVME_DMA_SEGMENT, BP_NVME_DMA_H2C,
							 BP_NVME_DMA_META_H2C };
	struct bp_nvme_spread spread = { 0 };

	for (; *parts; parts++)
		if (!bp_nvme_cmb_note(rules, &spread,
				      purposes[strchr(letters, *parts | 0x20) - letters],
				      !(*parts & 0x20)))
			return false;
	return true;
}

static void bp_nvme_cmb_note__parts_here_and_there__by_bits(void **state)
{
	static const struct {
		const char *parts;
		bool plain;    /* no bit, 1.3 */
		bool strict;   /* no bit, 1.4 */
		u32 lifted_by; /* the bits that let it pass under 1.4 */
	} cases[] = {
		{ "cldm", true, true, 0 },
		{ "CLDM", true, true, 0 },
		{ "cdd", true, true, 0 },
		{ "cDD", true, true, 0 },
		{ "cdD", false, false, BP_NVME_CMBLOC_CDMMMS },
		{ "cDd", false, false, BP_NVME_CMBLOC_CDMMMS },
		{ "cdM", false, false, BP_NVME_CMBLOC_CDMMMS },
		{ "Clld", true, false, BP_NVME_CMBLOC_CDPCILS },
		{ "cLLD", true, false, BP_NVME_CMBLOC_CDPCILS },
		{ "clD", true, false, BP_NVME_CMBLOC_CDPMLS },
		{ "CLd", true, false, BP_NVME_CMBLOC_CDPMLS },
		{ "csD", true, false, BP_NVME_CMBLOC_CDPMLS },
		{ "clLd", true, false, BP_NVME_CMBLOC_CDPMLS | BP_NVME_CMBLOC_CDPCILS },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_nvme_cmb_rules rules = { 0 };

		print_message("# %s\n", cases[i].parts);
		assert_int_equal(all_noted(&rules, cases[i].parts), cases[i].plain);
		rules.has_locations = true;
		assert_int_equal(all_noted(&rules, cases[i].parts), cases[i].strict);
		rules.cmbloc = cases[i].lifted_by;
		assert_true(all_noted(&rules, cases[i].parts));
		rules.cmbloc = ~cases[i].lifted_by;
		assert_int_equal(all_noted(&rules, cases[i].parts), cases[i].strict);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_cmb_allows__one_bit_of_cmbsz__its_purposes),
		cmocka_unit_test(bp_nvme_cmb_note__parts_here_and_there__by_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
