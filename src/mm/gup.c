/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include <blkpath/gup.h>
#include <blkpath/memremap.h>

int bp_gup_gate(const struct bp_env *env, const struct page *page, unsigned gup_flags)
{
	if (gup_flags & FOLL_PCI_P2PDMA || !is_pci_p2pdma_page(env, page))
		return 0;
	return -EREMOTEIO;
}
