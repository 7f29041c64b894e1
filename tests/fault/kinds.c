/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kinds.h"

static const char *const names[] = {
	[BP_ALLOC_BIO] = "bios",
	[BP_ALLOC_BVEC] = "vectors",
	[BP_ALLOC_REQUEST] = "requests",
	[BP_ALLOC_SG] = "lists",
	[BP_ALLOC_INTEGRITY] = "integrity payloads",
	[BP_ALLOC_QUEUE] = "queues",
	[BP_ALLOC_WORK] = "pieces of work",
	[BP_ALLOC_DMA] = "objects of DMA",
	[BP_ALLOC_POOL] = "objects of pools",
	[BP_ALLOC_PERCPU] = "counters of a reference",
	[BP_ALLOC_DEVRES] = "devres groups",
	[BP_ALLOC_ACTION] = "devres actions",
	[BP_ALLOC_MAPPING] = "kernel mappings",
	[BP_ALLOC_MAP_TYPE] = "map types",
	[BP_ALLOC_COHERENT] = "coherent memories",
	[BP_ALLOC_DMA_BLOCK] = "blocks of DMA pools",
	[BP_ALLOC_MEMPOOL] = "mempool elements",
	[BP_ALLOC_IRQ] = "interrupt vectors",
	[BP_ALLOC_NVME] = "objects of the NVMe driver",
	[BP_ALLOC_RDMA] = "objects of RDMA",
	[BP_ALLOC_NVMET] = "objects of the NVMe target",
	[BP_ALLOC_RANGES] = "pages of ranges",
	[BP_ALLOC_SCRATCH] = "scratch memories",
	[BP_ALLOC_SYSFS] = "sysfs files",
	[BP_ALLOC_TRYGET] = "references",
	[BP_ALLOC_PAGE] = "pages",
	[BP_ALLOC_DMA_MAP] = "DMA mappings",
	[BP_ALLOC_GEN_POOL] = "pool runs",
	[BP_ALLOC_MR_POOL] = "memory regions",
	[BP_ALLOC_TAG] = "tags",
	[BP_ALLOC_CREDIT] = "credits",
};

_Static_assert(sizeof(names) / sizeof(*names) == BP_ALLOC_NR, "each kind has a name");

const char *fault_kind_name(unsigned kind)
{
	return names[kind];
}
