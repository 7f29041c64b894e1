/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers of devices, as a driver reaches them: mapped first, then read and written.
 *
 * An access goes to env->io_ops: the world around knows what is behind a physical address.
 */
#ifndef BLKPATH_IO_H
#define BLKPATH_IO_H

#include <blkpath/env.h>

/**
 * struct bp_io_ops - what is behind physical addresses of devices
 * @read: load; what nobody answers reads as ones
 * @write: store; what nobody takes is lost
 */
struct bp_io_ops {
	void (*read)(void *arg, phys_addr_t phys, void *data, unsigned bytes);
	void (*write)(void *arg, phys_addr_t phys, const void *data, unsigned bytes);
};

/**
 * ioremap - give registers a range of kernel virtual addresses
 * @env: environment
 * @phys: first byte, of any alignment
 * @size: bytes, at least 1
 *
 * Context: allocates (BP_ALLOC_MAPPING).
 * Return: the address, for readl() and its kind; 0 when it touches system RAM (warning REMAP_RAM),
 * when memory or addresses are short, and without an address space. Nothing is mapped then.
 *
 * Mirrors: ioremap(), arch/x86/mm/ioremap.c, v5.2
 * Rule: NVH-39
 */
bp_virt_addr_t ioremap(struct bp_env *env, phys_addr_t phys, u64 size);

/**
 * iounmap - take the addresses away
 * @env: environment
 * @addr: from ioremap(); 0 is allowed, any other address is the warning IOUNMAP_UNKNOWN
 *
 * Mirrors: iounmap(), arch/x86/mm/ioremap.c, v5.2
 * Rule: NVH-39
 */
void iounmap(struct bp_env *env, bp_virt_addr_t addr);

/**
 * memcpy_fromio - load from a device
 * @env: environment
 * @data: receives the bytes
 * @addr: first byte
 * @bytes: how many, at least 1
 *
 * An address that is not mapped is the finding CPU_FAULT, and reads as ones.
 *
 * Mirrors: memcpy_fromio(), arch/x86/lib/iomem.c, v5.2
 * Rule: NVH-39
 */
void memcpy_fromio(struct bp_env *env, void *data, bp_virt_addr_t addr, unsigned bytes);

/**
 * memcpy_toio - store to a device
 * @env: environment
 * @addr: first byte
 * @data: what to store
 * @bytes: how many, at least 1
 *
 * An address that is not mapped is the finding CPU_FAULT, and nothing is stored.
 *
 * Mirrors: memcpy_toio(), arch/x86/lib/iomem.c, v5.2
 * Rule: NVH-26
 */
void memcpy_toio(struct bp_env *env, bp_virt_addr_t addr, const void *data, unsigned bytes);

static inline bp_virt_addr_t bp_io_at(bp_virt_addr_t base, u64 offset)
{
	return bp_virt_addr(bp_virt_u64(base) + offset);
}

/* Registers are little endian, whatever the machine. */

static inline u32 readl(struct bp_env *env, bp_virt_addr_t addr)
{
	u8 byte[4];

	memcpy_fromio(env, byte, addr, sizeof(byte));
	return byte[0] | (u32)byte[1] << 8 | (u32)byte[2] << 16 | (u32)byte[3] << 24;
}

static inline void writel(struct bp_env *env, u32 value, bp_virt_addr_t addr)
{
	const u8 byte[4] = { (u8)value, (u8)(value >> 8), (u8)(value >> 16), (u8)(value >> 24) };

	memcpy_toio(env, addr, byte, sizeof(byte));
}

static inline u64 readq(struct bp_env *env, bp_virt_addr_t addr)
{
	u8 byte[8];
	u64 value = 0;

	memcpy_fromio(env, byte, addr, sizeof(byte));
	for (unsigned i = 8; i-- > 0;)
		value = value << 8 | byte[i];
	return value;
}

static inline u64 lo_hi_readq(struct bp_env *env, bp_virt_addr_t addr)
{
	const u64 low = readl(env, addr);

	return low | (u64)readl(env, bp_io_at(addr, 4)) << 32;
}

static inline void lo_hi_writeq(struct bp_env *env, u64 value, bp_virt_addr_t addr)
{
	writel(env, (u32)value, addr);
	writel(env, (u32)(value >> 32), bp_io_at(addr, 4));
}

#endif
