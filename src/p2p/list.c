/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host bridges that kernels list (p2pdma-newer.md 4).
 */
#include "p2p.h"

#define ONLY(column) (1u << (column))
#define FROM(column) (~0u << (column))

/* clang-format off */
#define INTEL(id) { .vendor = 0x8086, .device = (id) }
#define INTEL_SAME(id) { .vendor = 0x8086, .device = (id), .same_host_bridge = true }
#define NVIDIA(id) { .vendor = 0x10de, .device = (id) }
#define ZHAOXIN_SAME(id) { .vendor = 0x1d17, .device = (id), .same_host_bridge = true }
/* clang-format on */

static const struct {
	struct bp_p2p_entry entry;
	unsigned columns;
} table[] = {
	/* AMD Zen 1, until the CPU rule (P-35) */
	{ { .vendor = 0x1022, .device = 0x1450 }, ONLY(BP_P2P_V5_2_RC5) | ONLY(BP_P2P_V5_2) },
	/* Xeon E5 v1, Core i7 */
	{ INTEL_SAME(0x3c00), FROM(BP_P2P_V6_1) },
	{ INTEL_SAME(0x3c01), FROM(BP_P2P_V6_1) },
	/* Xeon E5 and E7 v3 */
	{ INTEL_SAME(0x2f00), FROM(BP_P2P_V6_1) },
	{ INTEL_SAME(0x2f01), FROM(BP_P2P_V6_1) },
	/* Skylake-E */
	{ INTEL(0x2030), FROM(BP_P2P_V6_1) },
	{ INTEL(0x2031), FROM(BP_P2P_V6_1) },
	{ INTEL(0x2032), FROM(BP_P2P_V6_1) },
	{ INTEL(0x2033), FROM(BP_P2P_V6_1) },
	{ INTEL(0x2020), FROM(BP_P2P_V6_1) },
	/* first device of all Xeons since Ice Lake */
	{ INTEL(0x09a2), FROM(BP_P2P_V6_1) },
	/* Google */
	{ { .vendor = 0x1ae0, .any_device = true }, FROM(BP_P2P_V7_1) },
	/* first device of those Xeons on other root buses: DSA, IAX and IAA, QAT */
	{ INTEL(0x0b25), FROM(BP_P2P_V7_1_Y) },
	{ INTEL(0x11fb), FROM(BP_P2P_V7_1_Y) },
	{ INTEL(0x1212), FROM(BP_P2P_V7_1_Y) },
	{ INTEL(0x0cfe), FROM(BP_P2P_V7_1_Y) },
	{ INTEL(0x1216), FROM(BP_P2P_V7_1_Y) },
	{ INTEL(0x4940), FROM(BP_P2P_V7_1_Y) },
	{ INTEL(0x4942), FROM(BP_P2P_V7_1_Y) },
	{ INTEL(0x4944), FROM(BP_P2P_V7_1_Y) },
	{ INTEL(0x4946), FROM(BP_P2P_V7_1_Y) },
	{ INTEL(0x4948), FROM(BP_P2P_V7_1_Y) },
	/* NVIDIA's CPUs, Vera Rubin */
	{ NVIDIA(0x2f95), FROM(BP_P2P_V7_3_RC1) },
	{ NVIDIA(0x2f96), FROM(BP_P2P_V7_3_RC1) },
	{ NVIDIA(0x2f97), FROM(BP_P2P_V7_3_RC1) },
	{ NVIDIA(0x2f98), FROM(BP_P2P_V7_3_RC1) },
	/* Zhaoxin, the last one KH-50000 */
	{ ZHAOXIN_SAME(0x1003), FROM(BP_P2P_NEWEST) },
	{ ZHAOXIN_SAME(0x1005), FROM(BP_P2P_NEWEST) },
	{ ZHAOXIN_SAME(0x1006), FROM(BP_P2P_NEWEST) },
	{ ZHAOXIN_SAME(0x1007), FROM(BP_P2P_NEWEST) },
	{ { .vendor = 0x1d17, .device = 0x1008 }, FROM(BP_P2P_NEWEST) },
	/* Yitian 710 */
	{ { .vendor = 0x1ded, .device = 0x8000 }, FROM(BP_P2P_NEWEST) },
	/* Xeon E3, E5, E7 v4, Xeon D */
	{ INTEL_SAME(0x6f00), FROM(BP_P2P_NEWEST) },
	/* Haswell client */
	{ INTEL_SAME(0x0c08), FROM(BP_P2P_NEWEST) },
};

static bool fits(const struct bp_p2p_entry *entry, u16 vendor, u16 device)
{
	return entry->vendor == vendor && (entry->any_device || entry->device == device);
}

const struct bp_p2p_entry *bp_p2p_list_search(const struct bp_p2p_rules *rules,
					      const struct bp_p2p_entry *extra, unsigned nr_extra,
					      u16 vendor, u16 device)
{
	for (unsigned i = 0; i < nr_extra; i++)
		if (fits(&extra[i], vendor, device))
			return &extra[i];
	for (size_t i = 0; i < bp_array_size(table); i++)
		if ((table[i].columns & ONLY(rules->column)) &&
		    fits(&table[i].entry, vendor, device))
			return &table[i].entry;
	return NULL;
}
