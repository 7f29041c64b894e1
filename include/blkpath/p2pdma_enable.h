/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a person reads and writes of peer-to-peer memory: the attribute by which a driver is told to
 * use it (p2pdma.md B11), and the group p2pmem of a provider (B13).
 */
#ifndef BLKPATH_P2PDMA_ENABLE_H
#define BLKPATH_P2PDMA_ENABLE_H

#include <blkpath/p2pdma.h>

/* Room that an attribute has: a page. */
#define BP_P2P_ATTRIBUTE_BYTES 4096

/* Files of the group p2pmem. */
enum bp_p2pmem_attribute {
	BP_P2PMEM_SIZE,
	BP_P2PMEM_AVAILABLE,
	BP_P2PMEM_PUBLISHED,
	BP_P2PMEM_ATTRIBUTES,
};

/**
 * pci_p2pdma_enable_store - what somebody wrote to the attribute
 * @p2p: machine; NULL when compiled out
 * @page: text: a function's name, or a boolean
 * @p2p_dev: receives the function that is named, with one reference; not changed by a boolean
 * @use_p2pdma: receives whether memory is to be used
 *
 * Return: 0; -ENODEV for a name that is no function, for text that is neither, and for a function
 * without published memory. Then no reference is held; both outputs may have changed and mean
 * nothing.
 *
 * Mirrors: pci_p2pdma_enable_store(), drivers/pci/p2pdma.c, v5.2-rc5
 * Rule: P2P-B11.1
 */
int pci_p2pdma_enable_store(struct bp_p2p *p2p, const char *page, struct pci_dev **p2p_dev,
			    bool *use_p2pdma);

/**
 * pci_p2pdma_enable_show - what the attribute reads as
 * @p2p: machine; NULL when compiled out
 * @page: receives the text, at most BP_P2P_ATTRIBUTE_BYTES with its NUL
 * @p2p_dev: function that was named; NULL for none
 * @use_p2pdma: whether memory is to be used
 *
 * Return: bytes written, without the NUL.
 *
 * Mirrors: pci_p2pdma_enable_show(), drivers/pci/p2pdma.c, v5.2-rc5
 * Rule: P2P-B11.2
 */
s64 pci_p2pdma_enable_show(const struct bp_p2p *p2p, char *page, const struct pci_dev *p2p_dev,
			   bool use_p2pdma);

/**
 * bp_p2pmem_show - read a file of the group p2pmem
 * @pdev: provider
 * @attribute: which file
 * @page: receives the text, at most BP_P2P_ATTRIBUTE_BYTES with its NUL
 *
 * With DEF-P2P-12 on, a read while the driver is being unbound is a BUG at BP_SITE_P2P_SYSFS_NULL;
 * else it gives 0.
 *
 * Return: bytes written, without the NUL; -ENOENT when there is no such group.
 *
 * Rule: P2P-B13
 */
s64 bp_p2pmem_show(struct pci_dev *pdev, enum bp_p2pmem_attribute attribute, char *page);

#endif
