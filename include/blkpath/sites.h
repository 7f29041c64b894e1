/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every place that warns, stops, informs or finds misuse, in one list.
 *
 * A site is what the kernel's WARN, BUG and pr_info are, as data: counted per environment, never
 * printed by src/.  docs/spec/block.md 0.3 says what each severity means.
 */
#ifndef BLKPATH_SITES_H
#define BLKPATH_SITES_H

#include <blkpath/sites/base.h>
#include <blkpath/sites/bio.h>
#include <blkpath/sites/check.h>
#include <blkpath/sites/dma.h>
#include <blkpath/sites/limits.h>
#include <blkpath/sites/merge.h>
#include <blkpath/sites/mm.h>
#include <blkpath/sites/nvme.h>
#include <blkpath/sites/nvmet.h>
#include <blkpath/sites/p2p.h>
#include <blkpath/sites/pci.h>
#include <blkpath/sites/queue.h>
#include <blkpath/sites/rdma.h>
#include <blkpath/sites/split.h>

enum bp_severity {
	BP_INFO,    /* one log line of the kernel */
	BP_WARN,    /* WARN: recorded, execution goes on */
	BP_BUG,	    /* BUG: unwinds to the catcher */
	BP_FINDING, /* misuse that a kernel would not notice */
};

#define BP_SITES(X)                                                                                \
	BP_SITES_BASE(X)                                                                           \
	BP_SITES_MM(X)                                                                             \
	BP_SITES_LIMITS(X)                                                                         \
	BP_SITES_BIO(X)                                                                            \
	BP_SITES_SPLIT(X)                                                                          \
	BP_SITES_MERGE(X)                                                                          \
	BP_SITES_QUEUE(X)                                                                          \
	BP_SITES_PCI(X)                                                                            \
	BP_SITES_P2P(X)                                                                            \
	BP_SITES_DMA(X)                                                                            \
	BP_SITES_NVME(X)                                                                           \
	BP_SITES_RDMA(X)                                                                           \
	BP_SITES_NVMET(X)                                                                          \
	BP_SITES_CHECK(X)

#define BP_SITE_ENUM(symbol, ...) BP_SITE_##symbol,
enum bp_site_id { BP_SITES(BP_SITE_ENUM) BP_SITE_NR };
#undef BP_SITE_ENUM

/**
 * struct bp_site - one row of the list
 * @symbol: its name, without prefix
 * @severity: what it does
 * @function: the kernel function that complains
 * @rule: rule number
 * @text: printf text for the two numbers of struct bp_report
 */
struct bp_site {
	const char *symbol;
	enum bp_severity severity;
	const char *function;
	const char *rule;
	const char *text;
};

/**
 * bp_site_get - the row of a site
 * @id: which site
 *
 * Return: the row; never NULL for a valid id.
 */
const struct bp_site *bp_site_get(enum bp_site_id id);

#endif
