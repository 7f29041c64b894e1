/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who may pin which pages of a process (p2pdma-newer.md, P-85).
 */
#ifndef BLKPATH_GUP_H
#define BLKPATH_GUP_H

#include <blkpath/env.h>

/* The caller can do with peer-to-peer pages: it maps them by dma_map_sg() and touches no byte. */
#define FOLL_PCI_P2PDMA (1u << 0)

/**
 * bp_gup_gate - may a caller pin a page?
 * @env: environment
 * @page: page of a process
 * @gup_flags: FOLL_*
 *
 * Whether the device reaches the page is not asked here but when it is mapped (P-18).
 *
 * Return: 0; -EREMOTEIO for a peer-to-peer page without FOLL_PCI_P2PDMA. No reference is taken.
 * Rule: P-85
 */
int bp_gup_gate(const struct bp_env *env, const struct page *page, unsigned gup_flags);

#endif
