/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rule sets of peer-to-peer DMA, and the host bridges that each of them lists
 * (p2pdma-newer.md 4 and 9).
 */
#ifndef BLKPATH_P2P_LIST_H
#define BLKPATH_P2P_LIST_H

#include <blkpath/acs.h>
#include <blkpath/error.h>
#include <blkpath/types.h>

/**
 * struct bp_p2p_entry - host bridges known to pass traffic between their ports
 * @vendor: vendor of the representative
 * @device: its device id, unless @any_device
 * @any_device: whether every device of the vendor is meant (from v7.1)
 * @same_host_bridge: whether for traffic below one host bridge alone (REQ_SAME_HOST_BRIDGE)
 */
struct bp_p2p_entry {
	u16 vendor;
	u16 device;
	bool any_device;
	bool same_host_bridge;
};

/* P-31: who speaks for a host bridge. */
enum bp_p2p_speaker {
	BP_P2P_SPEAKER_SLOT_ZERO, /* the device at 00.0, wherever it is in the list */
	BP_P2P_SPEAKER_FIRST,	  /* the first of the list, if at 00.0 or a root port */
};

/* P-46: a list of names that has a page of its own. */
#define BP_P2P_NAME_LIST_PAGE 4096

/**
 * struct bp_p2p_rules - one column of p2pdma-newer.md 9
 * @name: the name a person asks for, for instance "v6.1"
 * @since: the first release that it speaks for; NULL when it speaks for none
 * @has_types: P-1, whether the result is a map type beside the distance
 * @has_none_type: P-1, whether PCI_P2PDMA_MAP_NONE moved the numbers
 * @redirect_asks_host_bridge: P-10, whether redirect is a question instead of a no
 * @host_bridge_bonus: P2P-B4.7, what is added to the distance through the host bridge
 * @iommu_closes_list: P-35, the option wl_iommu_check of P2P-B4.9 (DEF-P2P-10 where false)
 * @cpu_passes: P-20
 * @speaker: P-31
 * @unlisted_logged: P-42, after a redirect alone
 * @name_list_bytes: P-46, buffer of the list of names
 * @stores_asleep: P-17, whether what is found is stored by an allocation that may sleep
 * @may_lack_address: P-75, whether kernels that this set stands for map without an address
 * @acs_change: P-63, P-64, what disable_acs_redir= does
 * @has_config_acs: P-61, whether config_acs= exists
 * @parameter_may_fail: P-65, whether kernels that this set stands for ignore disable_acs_redir=
 * @refuses_virt_dma: P2P-B5.2, whether software RDMA devices are refused as clients
 * @memory_unit: P-86, what registered memory is aligned to and a multiple of, in bytes; 0 where
 * nobody looks
 * @refuses_non_mappable: P-77, whether devices whose BARs cannot be mapped register no memory
 * @has_allocate_file: P-84, whether processes map a provider's memory
 * @column: which column of the list of host bridges
 */
struct bp_p2p_rules {
	const char *name;
	const char *since;
	bool has_types;
	bool has_none_type;
	bool redirect_asks_host_bridge;
	unsigned host_bridge_bonus;
	bool iommu_closes_list;
	bool cpu_passes;
	enum bp_p2p_speaker speaker;
	bool unlisted_logged;
	unsigned name_list_bytes;
	bool stores_asleep;
	bool may_lack_address;
	enum bp_acs_change acs_change;
	bool has_config_acs;
	bool parameter_may_fail;
	bool refuses_virt_dma;
	u64 memory_unit;
	bool refuses_non_mappable;
	bool has_allocate_file;
	unsigned column;
};

/**
 * bp_p2p_rules_find - look up a rule set by name
 * @name: "v5.2-rc5", "v5.2", "v6.1", "v6.12", "v7.1", "v7.1.y" (also v7.2), "v7.3-rc1" or "newest"
 *
 * Return: the rule set, or NULL when no such name is known.
 */
const struct bp_p2p_rules *bp_p2p_rules_find(const char *name);

/**
 * bp_p2p_rules_at - the rule sets in order of age
 * @index: from 0
 *
 * Return: the rule set, or NULL past the last one.
 */
const struct bp_p2p_rules *bp_p2p_rules_at(unsigned index);

/**
 * bp_p2p_rules_for_kernel - the rule set that speaks for a kernel
 * @release: its release as uname gives it, for instance "6.1.192" or "v7.1-rc3"
 *
 * The newest rule set that is not newer than the kernel.  Of v7.1 only later stable releases have
 * the list of "v7.1.y": it speaks for v7.2, "v7.1" for all of v7.1.  Release candidates of v5.2
 * count as v5.2.
 *
 * Return: the rule set; NULL when the text does not begin with "MAJOR.MINOR", and for kernels
 * before v4.20, which have no peer-to-peer DMA.
 *
 * Rule: P-36
 */
const struct bp_p2p_rules *bp_p2p_rules_for_kernel(const char *release);

/**
 * bp_p2p_rules_listing - the oldest rule set that lists a host bridge
 * @from: no older one than this; NULL for all
 * @vendor: vendor of the representative
 * @device: its device id
 * @same: whether both devices are below that host bridge
 *
 * Return: the rule set, or NULL when none does.
 *
 * Rule: P-33
 */
const struct bp_p2p_rules *bp_p2p_rules_listing(const struct bp_p2p_rules *from, u16 vendor,
						u16 device, bool same);

/**
 * bp_p2p_list_search - the entry of a host bridge in a kernel's list
 * @rules: the kernel
 * @extra: entries searched first; may be NULL
 * @nr_extra: how many
 * @vendor: vendor of the representative
 * @device: its device id
 *
 * Return: the first entry that fits, whatever its flag; NULL without.
 *
 * Rule: P-33
 */
const struct bp_p2p_entry *bp_p2p_list_search(const struct bp_p2p_rules *rules,
					      const struct bp_p2p_entry *extra, unsigned nr_extra,
					      u16 vendor, u16 device);

/**
 * bp_p2p_entry_parse - read an entry that a user adds
 * @text: "vendor:device" or "vendor:device:same", hexadecimal; device "any" for all of a vendor
 * @entry: receives it
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled; @entry is not changed then.
 *
 * Rule: P-37
 */
int bp_p2p_entry_parse(const char *text, struct bp_p2p_entry *entry, struct bp_error *err);

#endif
