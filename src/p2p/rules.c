/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rule sets of peer-to-peer DMA (p2pdma-newer.md 9).
 */
#include <string.h>

#include <blkpath/rules.h>

#include "p2p.h"

#define NAME_LIST_ON_STACK 128

#define SUBSECTION_BYTES 0x200000 /* of x86-64 */

/* clang-format off */
#define V5_2                                        \
	.host_bridge_bonus = 0x1000,                \
	.speaker = BP_P2P_SPEAKER_SLOT_ZERO,        \
	.name_list_bytes = BP_P2P_NAME_LIST_PAGE

#define V6_1                                        \
	.has_types = true,                          \
	.redirect_asks_host_bridge = true,          \
	.cpu_passes = true,                         \
	.speaker = BP_P2P_SPEAKER_FIRST,            \
	.unlisted_logged = true,                    \
	.name_list_bytes = NAME_LIST_ON_STACK

#define V6_12                                       \
	V6_1,                                       \
	.acs_change = BP_ACS_CLEARS_FIRMWARE,       \
	.has_config_acs = true,                     \
	.memory_unit = SUBSECTION_BYTES,            \
	.has_allocate_file = true

#define V7_1 V6_12, .has_none_type = true
/* clang-format on */

static const struct bp_p2p_rules table[] = {
	{ .name = "v5.2-rc5",
	  .since = "v4.20",
	  .column = BP_P2P_V5_2_RC5,
	  V5_2,
	  .refuses_virt_dma = true },
	{ .name = "v5.2", .since = "v5.2", .column = BP_P2P_V5_2, V5_2, .iommu_closes_list = true },
	{ .name = "v6.1", .since = "v6.1", .column = BP_P2P_V6_1, V6_1, .stores_asleep = true },
	/* From config_acs= on (P-61) to v7.0; some of these kernels have the two defects. */
	{ .name = "v6.12",
	  .since = "v6.11",
	  .column = BP_P2P_V6_12,
	  V6_12,
	  .may_lack_address = true,
	  .parameter_may_fail = true },
	{ .name = "v7.1", .since = "v7.1", .column = BP_P2P_V7_1, V7_1 },
	{ .name = "v7.1.y", .since = "v7.2", .column = BP_P2P_V7_1_Y, V7_1 },
	{ .name = "v7.3-rc1", .since = "v7.3", .column = BP_P2P_V7_3_RC1, V7_1 },
	{ .name = "newest", .column = BP_P2P_NEWEST, V7_1, .refuses_non_mappable = true },
};

const struct bp_p2p_rules *bp_p2p_rules_find(const char *name)
{
	for (size_t i = 0; i < bp_array_size(table); i++)
		if (!strcmp(name, table[i].name))
			return &table[i];
	return NULL;
}

const struct bp_p2p_rules *bp_p2p_rules_at(unsigned index)
{
	return index < bp_array_size(table) ? &table[index] : NULL;
}

const struct bp_p2p_rules *bp_p2p_rules_for_kernel(const char *release)
{
	unsigned number = bp_release_number(release);
	const struct bp_p2p_rules *rules = NULL;

	for (size_t i = 0; i < bp_array_size(table); i++)
		if (table[i].since && bp_release_number(table[i].since) <= number)
			rules = &table[i];
	return rules;
}

const struct bp_p2p_rules *bp_p2p_rules_listing(const struct bp_p2p_rules *from, u16 vendor,
						u16 device, bool same)
{
	for (unsigned i = from ? from->column : 0; i < bp_array_size(table); i++) {
		const struct bp_p2p_entry *entry =
			bp_p2p_list_search(&table[i], NULL, 0, vendor, device);

		if (entry && (same || !entry->same_host_bridge))
			return &table[i];
	}
	return NULL;
}
