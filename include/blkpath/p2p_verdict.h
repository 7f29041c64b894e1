/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May two devices do peer-to-peer DMA?  The kernel's answer, with everything it rests on
 * (p2pdma.md B4, p2pdma-newer.md 1 to 5).
 *
 * One walk over the tree; what kernels do differently are the members of struct bp_p2p_rules and
 * the columns of the list of host bridges.  Answers are data: nothing here makes sentences.
 */
#ifndef BLKPATH_P2P_VERDICT_H
#define BLKPATH_P2P_VERDICT_H

#include <blkpath/error.h>
#include <blkpath/p2p_list.h>
#include <blkpath/pci.h>

/* P-1, by name: the numbers moved, bp_p2p_type_number() has them. */
enum pci_p2pdma_map_type {
	PCI_P2PDMA_MAP_UNKNOWN,
	PCI_P2PDMA_MAP_NONE,
	PCI_P2PDMA_MAP_NOT_SUPPORTED,
	PCI_P2PDMA_MAP_BUS_ADDR,
	PCI_P2PDMA_MAP_THRU_HOST_BRIDGE,
	BP_P2P_MAP_TYPES,
};

/* Who made the first CPU (P-20).  Hygon is "other". */
enum bp_p2p_cpu {
	BP_P2P_CPU_UNKNOWN,
	BP_P2P_CPU_AMD,
	BP_P2P_CPU_OTHER,
};

/* Whether any IOMMU is at work; only v5.2 final asks (P-35). */
enum bp_p2p_iommu {
	BP_P2P_IOMMU_UNKNOWN,
	BP_P2P_IOMMU_OFF,
	BP_P2P_IOMMU_ON,
};

/**
 * struct bp_p2p_machine - what no PCI tree says (P-91)
 * @cpu: maker of the CPU; the virtual one in a virtual machine (P-21)
 * @cpu_family: its family as /proc/cpuinfo has it; 0 when unknown
 * @iommu: whether an IOMMU is present
 * @mended: kernels without map types refuse pairs that a raw bus address cannot join, unless the
 * provider has DEF-P2P-10 on; false for kernels as they were released (P2P-B4.9)
 * @extra: entries of the user's own kernel, searched before the kernel's (P-37); NULL without
 * @nr_extra: how many
 */
struct bp_p2p_machine {
	enum bp_p2p_cpu cpu;
	unsigned cpu_family;
	enum bp_p2p_iommu iommu;
	bool mended;
	const struct bp_p2p_entry *extra;
	unsigned nr_extra;
};

/* What the ACS test found at one element (P-5, P2P-B4.4). */
enum bp_p2p_acs {
	BP_P2P_ACS_NONE,      /* no such capability */
	BP_P2P_ACS_PASSES,    /* none of RR, CR, EC */
	BP_P2P_ACS_REDIRECTS, /* at least one of them */
	BP_P2P_ACS_UNKNOWN,   /* the space that would say so was not read; counts as NONE */
};

/**
 * struct bp_p2p_element - one step of a chain
 * @dev: the function
 * @acs: what its ACS capability says now
 * @acs_offset: where the capability lies; 0 when there is none
 * @acs_ctrl: its control word; 0 when there is none
 * @tested: whether the kernel looked; false above the common element (P-4)
 */
struct bp_p2p_element {
	const struct pci_dev *dev;
	enum bp_p2p_acs acs;
	unsigned acs_offset;
	u16 acs_ctrl;
	bool tested;
};

/* One element per bus number. */
#define BP_P2P_CHAIN_MAX 256

/**
 * struct bp_p2p_chain - a device and the bridges above it (P-2)
 * @element: from the device up to the function on the root bus
 * @nr: how many
 */
struct bp_p2p_chain {
	struct bp_p2p_element element[BP_P2P_CHAIN_MAX];
	unsigned nr;
};

/**
 * struct bp_p2p_representative - the function that speaks for a host bridge (P-31)
 * @bridge: the host bridge
 * @dev: who speaks for it; NULL when nobody does
 * @listed: the entry it is listed by; NULL when it is not, or there is nobody
 * @asked: whether the kernel looked
 */
struct bp_p2p_representative {
	const struct pci_host_bridge *bridge;
	const struct pci_dev *dev;
	const struct bp_p2p_entry *listed;
	bool asked;
};

/* What decided; bp_p2p_reason_rule() gives the number. */
enum bp_p2p_reason {
	BP_P2P_COMMON_ELEMENT,	  /* yes: below a common element and nothing redirects */
	BP_P2P_REDIRECTED,	  /* no: an element redirects, and that is the end (v5.2) */
	BP_P2P_CPU_PASSES,	  /* yes: the CPU is known to pass it on */
	BP_P2P_LISTED,		  /* yes: the host bridges are listed */
	BP_P2P_NO_REPRESENTATIVE, /* no: nobody speaks for a host bridge */
	BP_P2P_NOT_LISTED,	  /* no: a host bridge is not listed */
	BP_P2P_OTHER_HOST_BRIDGE, /* no: listed, but for traffic below one host bridge alone */
	BP_P2P_IOMMU_PRESENT,	  /* no: listed, but not with an IOMMU (v5.2) */
	BP_P2P_OTHER_BUS_SPACE,	  /* no: listed, but bus addresses differ (v5.2, mended) */
	BP_P2P_REASONS,
};

/* What the answer rests on and the input does not say: another answer is possible (P-91). */
#define BP_P2P_DEPENDS_CPU (1u << 0)   /* with an AMD CPU of family 0x17 or later: yes */
#define BP_P2P_DEPENDS_IOMMU (1u << 1) /* with an IOMMU: no */
#define BP_P2P_DEPENDS_ACS (1u << 2)   /* an element of the path has BP_P2P_ACS_UNKNOWN */

/* What a good answer warns of. */
#define BP_P2P_WARN_LIST_CUT (1u << 0)	 /* P-46: the list of names overflows its buffer */
#define BP_P2P_WARN_NO_ADDRESS (1u << 1) /* P-75: some kernels map this without an address */
#define BP_P2P_WARN_HALF_TRUE (1u << 2)	 /* P-43 says there is no common bridge, there is */
#define BP_P2P_WARN_ID_UNSAID (1u << 3)	 /* P-42: the unlisted id is not logged */
#define BP_P2P_WARN_OTHER_WORD (1u << 4) /* P-67: a root port with its control at + 8 */
#define BP_P2P_WARN_PARAMETER (1u << 5)	 /* P-65: disable_acs_redir= may do nothing */

/* Log lines, by what they say. */
enum bp_p2p_saying {
	BP_P2P_SAYS_REDIRECT,	 /* P-40: ACS redirect is set between it and @about */
	BP_P2P_SAYS_PARAMETER,	 /* P-41: the names of bp_p2p_redirect(), in that order */
	BP_P2P_SAYS_UNLISTED,	 /* P-42: vendor and device of @about are not listed */
	BP_P2P_SAYS_NO_UPSTREAM, /* P-43: no common bridge and no listed host bridge with @about */
};

#define BP_P2P_MESSAGES_MAX 4

/**
 * struct bp_p2p_message - one line of the kernel's log (p2pdma-newer.md 5)
 * @saying: what it says
 * @on: the device it is printed for
 * @about: whom it speaks about
 * @silent_too: whether it is printed although the caller wanted none
 */
struct bp_p2p_message {
	enum bp_p2p_saying saying;
	const struct pci_dev *on;
	const struct pci_dev *about;
	bool silent_too;
};

/**
 * struct bp_p2p_verdict - the answer for one pair
 * @rules: the kernel that was asked
 * @type: what happens at map time; under v5.2 NOT_SUPPORTED or BUS_ADDR, which it has no names for
 * @result: as the kernel has it: the number of @type (P-1); under v5.2 the distance, -1 or -2
 * @returned: what pci_p2pdma_distance() returns: the distance (v5.2: plus 0x1000 through the host
 * bridge) or -1
 * @distance: steps, also when refused (P-13), without what v5.2 adds
 * @reason: what decided
 * @provider: chain of the provider
 * @client: chain of the client
 * @has_common: whether the chains meet
 * @provider_steps: steps of the provider to the common element; its chain's length without
 * @client_steps: the same of the client
 * @nr_redirects: elements of the path that redirect; 0 without a common element (P-8)
 * @same_host_bridge: whether both are below one host bridge
 * @representative: of the provider's and of the client's host bridge
 * @depends: BP_P2P_DEPENDS_*
 * @warnings: BP_P2P_WARN_*
 * @message: what a verbose call logs, in order
 * @nr_messages: how many
 */
struct bp_p2p_verdict {
	const struct bp_p2p_rules *rules;
	enum pci_p2pdma_map_type type;
	int result;
	int returned;
	unsigned distance;
	enum bp_p2p_reason reason;
	struct bp_p2p_chain provider;
	struct bp_p2p_chain client;
	bool has_common;
	unsigned provider_steps;
	unsigned client_steps;
	unsigned nr_redirects;
	bool same_host_bridge;
	struct bp_p2p_representative representative[2];
	unsigned depends;
	unsigned warnings;
	struct bp_p2p_message message[BP_P2P_MESSAGES_MAX];
	unsigned nr_messages;
};

/**
 * bp_p2p_judge - ask a kernel about one pair
 * @rules: the kernel
 * @machine: what the tree does not say
 * @provider: function whose memory is meant
 * @client: function that accesses it; may be @provider
 * @verdict: receives the answer, some 13 KiB
 *
 * Any context.  Nothing is changed, nothing is logged.
 *
 * Mirrors: calc_map_type_and_dist(), drivers/pci/p2pdma.c, v6.1; upstream_bridge_distance() there,
 * v5.2-rc5
 * Rule: P2P-B4, P-2 to P-14, P-20, P-30 to P-34, P-40 to P-46
 */
void bp_p2p_judge(const struct bp_p2p_rules *rules, const struct bp_p2p_machine *machine,
		  const struct pci_dev *provider, const struct pci_dev *client,
		  struct bp_p2p_verdict *verdict);

/**
 * bp_p2p_common - where the two chains meet
 * @verdict: answer
 *
 * Return: the lowest common element, which may be one of the two devices; NULL without.
 *
 * Rule: P-3
 */
const struct bp_p2p_element *bp_p2p_common(const struct bp_p2p_verdict *verdict);

/**
 * bp_p2p_redirect - the elements of the path that redirect, in the kernel's order
 * @verdict: answer
 * @index: from 0
 *
 * The provider's side upwards with the common element, then the client's side upwards.
 *
 * Return: the element, NULL past the last one.
 *
 * Rule: P2P-B4.4, P-41
 */
const struct bp_p2p_element *bp_p2p_redirect(const struct bp_p2p_verdict *verdict, unsigned index);

/**
 * bp_p2p_reason_rule - the number of what decided
 * @rules: the kernel that was asked
 * @reason: below BP_P2P_REASONS
 *
 * Return: for instance "P-9", under v5.2 "P2P-B4.5".
 */
const char *bp_p2p_reason_rule(const struct bp_p2p_rules *rules, enum bp_p2p_reason reason);

/**
 * bp_p2p_type_name - the kernel's name of a map type
 * @type: below BP_P2P_MAP_TYPES
 *
 * Return: for instance "PCI_P2PDMA_MAP_BUS_ADDR".
 *
 * Rule: P-1
 */
const char *bp_p2p_type_name(enum pci_p2pdma_map_type type);

/**
 * bp_p2p_type_number - the number of a map type in a kernel
 * @rules: the kernel
 * @type: below BP_P2P_MAP_TYPES
 *
 * Return: the number; -1 where the kernel does not have the type.
 *
 * Rule: P-1
 */
int bp_p2p_type_number(const struct bp_p2p_rules *rules, enum pci_p2pdma_map_type type);

#endif
