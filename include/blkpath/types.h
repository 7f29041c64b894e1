/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scalar types and units shared by every header.
 *
 * The model is LP64: pointers, sector_t, dma_addr_t and phys_addr_t have 64 bits, unsigned has 32
 * (block.md 0.3).  A sector is always 512 bytes, whatever the logical block size.
 */
#ifndef BLKPATH_TYPES_H
#define BLKPATH_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;

typedef u64 sector_t; /* device address in 512-byte sectors */
typedef u32 gfp_t;
typedef u8 blk_status_t;
typedef u32 blk_qc_t;

/*
 * The kinds of addresses never meet by accident (p2pdma.md 0): each is a type of its own, to go in
 * and out of by name alone.  address.h leads from one to another; pci_bus_addr_t is in pci.h.
 */
typedef struct {
	u64 dma;
} dma_addr_t; /* what a driver tells a device; no relation to page frames (R-MEM-5) */

typedef struct {
	u64 phys;
} phys_addr_t; /* byte address in simulated physical memory */

typedef struct {
	u64 virt;
} bp_virt_addr_t; /* kernel virtual address, 0 for none; nothing reads through it */

static inline dma_addr_t bp_dma_addr(u64 value)
{
	return (dma_addr_t){ .dma = value };
}

static inline u64 bp_dma_u64(dma_addr_t addr)
{
	return addr.dma;
}

static inline phys_addr_t bp_phys_addr(u64 value)
{
	return (phys_addr_t){ .phys = value };
}

static inline u64 bp_phys_u64(phys_addr_t addr)
{
	return addr.phys;
}

static inline bp_virt_addr_t bp_virt_addr(u64 value)
{
	return (bp_virt_addr_t){ .virt = value };
}

static inline u64 bp_virt_u64(bp_virt_addr_t addr)
{
	return addr.virt;
}

#define SECTOR_SHIFT 9
#define SECTOR_SIZE (1u << SECTOR_SHIFT)

/* Allocation context.  Only what the rules look at: may the caller sleep, must the page be low. */
#define GFP_NOWAIT ((gfp_t)0)
#define GFP_NOIO ((gfp_t)1 << 0)
#define GFP_KERNEL ((gfp_t)3 << 0)
#define GFP_DMA ((gfp_t)1 << 4)
#define BP_GFP_MAY_SLEEP GFP_NOIO

#define READ 0
#define WRITE 1

#define BP_LIKELY(x) __builtin_expect(!!(x), 1)
#define BP_UNLIKELY(x) __builtin_expect(!!(x), 0)

#define bp_min(x, y)                                                                               \
	({                                                                                         \
		__typeof__(x) _bp_x = (x);                                                         \
		__typeof__(y) _bp_y = (y);                                                         \
		_bp_x < _bp_y ? _bp_x : _bp_y;                                                     \
	})

#define bp_max(x, y)                                                                               \
	({                                                                                         \
		__typeof__(x) _bp_x = (x);                                                         \
		__typeof__(y) _bp_y = (y);                                                         \
		_bp_x > _bp_y ? _bp_x : _bp_y;                                                     \
	})

/* The smaller one; 0 means "no limit" and loses to anything else. */
#define bp_min_not_zero(x, y)                                                                      \
	({                                                                                         \
		__typeof__(x) _bp_a = (x);                                                         \
		__typeof__(y) _bp_b = (y);                                                         \
		!_bp_a || (_bp_b && _bp_b < _bp_a) ? _bp_b : _bp_a;                                \
	})

static inline bool bp_is_power_of_2(u64 n)
{
	return n && !(n & (n - 1));
}

#define bp_array_size(a) (sizeof(a) / sizeof((a)[0]))

#define bp_container_of(ptr, type, member) ((type *)((char *)(ptr)-offsetof(type, member)))

_Static_assert(sizeof(void *) == 8, "blkpath models LP64 (block.md 0.3)");

#endif
