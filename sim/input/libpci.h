/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libpci as a reader: its dump access for bytes, its own choice of access for this machine.
 *
 * libpci's types have the names of the kernel's, so nothing of them is here.
 */
#ifndef SIM_INPUT_LIBPCI_H
#define SIM_INPUT_LIBPCI_H

#include <blkpath/types.h>

#define BP_LIBPCI_BARS 6

/**
 * struct bp_libpci_function - what libpci knows of a function
 * @config: configuration space
 * @config_bytes: how much of it: 0, 64, 256 or 4096
 * @name: vendor and device in words; NULL from a dump, as all below
 * @class_name: class in words
 * @driver: kernel driver, or NULL
 * @start: addresses of BARs
 * @bytes: their sizes
 * @flags: their IORESOURCE_*
 */
struct bp_libpci_function {
	u32 domain;
	u8 bus;
	u8 slot;
	u8 function;
	u16 vendor;
	u16 device;
	u16 class_code;
	const u8 *config;
	unsigned config_bytes;
	const char *name;
	const char *class_name;
	const char *driver;
	u64 start[BP_LIBPCI_BARS];
	u64 bytes[BP_LIBPCI_BARS];
	u64 flags[BP_LIBPCI_BARS];
};

/**
 * bp_libpci_read - read a machine
 * @dump: name of a file of headings and bytes; NULL for the running machine
 * @take: called for each function; nothing it is given outlives the call
 * @arg: for @take
 * @words: receives what libpci complains of
 * @room: of @words
 *
 * Return: true, or false when libpci gave up.
 */
bool bp_libpci_read(const char *dump, void (*take)(void *arg, const struct bp_libpci_function *f),
		    void *arg, char *words, size_t room);

#endif
