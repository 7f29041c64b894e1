/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/types.h>

#include "pci/tlp.h"

#define PAGE 4096u

const struct bp_tlp_sizes bp_tlp_default_sizes = { 256, 512, 64, 24 };

unsigned bp_tlp_request(const struct bp_tlp_sizes *sizes, bool is_write, u64 address, u64 bytes)
{
	u64 most = is_write ? sizes->mps : sizes->mrrs;
	u64 to_page_end = PAGE - (address & (PAGE - 1));

	most = bp_min(most, to_page_end);
	return (unsigned)bp_min(bytes, most);
}

unsigned bp_tlp_completion(const struct bp_tlp_sizes *sizes, u64 address, unsigned bytes)
{
	u64 end = (address + sizes->mps) & ~(u64)(sizes->rcb - 1);

	return bytes <= sizes->mps ? bytes : (unsigned)(end - address);
}

u64 bp_tlp_wire(const struct bp_tlp_sizes *sizes, enum bp_tlp_kind kind, unsigned bytes)
{
	return sizes->overhead + (kind == BP_TLP_READ ? 0 : bytes);
}
