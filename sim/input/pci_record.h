/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions of a real machine as a dump or the machine itself describes them, before a tree is made
 * of them (docs/spec/p2pdma-newer.md 11).
 */
#ifndef SIM_INPUT_PCI_RECORD_H
#define SIM_INPUT_PCI_RECORD_H

#include <blkpath/error.h>
#include <blkpath/pci.h>

#include "pci/fabric.h"

#define BP_PCI_RECORDS_MAX 16384
#define BP_PCI_WARNINGS_MAX 32
#define BP_PCI_WARNING_TEXT_MAX 240

/* The state of a link; a width of 0 when it is not known. */
struct bp_pci_link {
	char speed[12]; /* "2.5GT/s" */
	unsigned width;
};

/**
 * struct bp_pci_record - what is known of one function
 * @domain: PCI domain
 * @bus: bus number
 * @devfn: slot and function
 * @line: of its heading; 0 without a file
 * @has_ids: whether @vendor and @device are known
 * @vendor: vendor id
 * @device: device id
 * @has_class: whether @class_code is known
 * @class_code: class and subclass
 * @class_name: in words, empty when not known
 * @name: vendor and device in words, empty when not known
 * @driver: kernel driver, empty when not known
 * @config: configuration space as it was read; NULL without
 * @config_bytes: how much of it
 * @has_text: whether more than a heading and bytes was there
 * @has_caps: whether text told of capabilities
 * @denied: whether text says that capabilities could not be read
 * @is_bridge: whether it has a bus below
 * @secondary: that bus
 * @subordinate: last bus below
 * @primary: bus above as the bridge has it
 * @is_pcie: whether it has the PCI Express capability
 * @pcie_type: PCI_EXP_TYPE_*
 * @has_acs: whether text told the state of access control
 * @acs_hidden: whether text told that there is access control, but not its state (-v)
 * @acs_cap: its capability word
 * @acs_ctrl: its control word
 * @acs_vector: its egress vector
 * @link_cap: what the link can do
 * @link: what it does
 * @bars: ranges; of length 0 when not there or not known
 * @bars_known: bit for each BAR of which address and size are known
 * @bars_there: bit for each BAR that is there
 * @bars_told: whether a copy of a sysfs `resource` file told of them
 * @has_command: whether text told what of memory and bus master is enabled
 * @command: PCI_COMMAND_MEMORY and PCI_COMMAND_MASTER then
 * @windows: of a bridge: memory and prefetchable memory behind it, of length 0 when closed
 * @windows_known: whether text or bytes told them
 * @physfn: index of the physical function, -1 without
 * @dev: the function of the tree that was made
 */
struct bp_pci_record {
	u32 domain;
	u8 bus;
	u8 devfn;
	unsigned line;
	bool has_ids;
	u16 vendor;
	u16 device;
	bool has_class;
	u16 class_code;
	char class_name[48];
	char name[128];
	char driver[32];
	u8 *config;
	unsigned config_bytes;
	bool has_text;
	bool has_caps;
	bool denied;
	bool is_bridge;
	u8 primary;
	u8 secondary;
	u8 subordinate;
	bool is_pcie;
	u8 pcie_type;
	bool has_acs;
	bool acs_hidden;
	u16 acs_cap;
	u16 acs_ctrl;
	u32 acs_vector;
	struct bp_pci_link link_cap;
	struct bp_pci_link link;
	struct resource bars[PCI_STD_NUM_BARS];
	unsigned bars_known;
	unsigned bars_there;
	bool bars_told;
	bool has_command;
	u16 command;
	struct resource windows[2];
	bool windows_known;
	int physfn;
	struct pci_dev *dev;
};

#define BP_PCI_ROOTS_MAX 64
#define BP_PCI_WINDOWS_MAX 8
#define BP_PCI_RAM_MAX 16

/**
 * struct bp_pci_root - a host bridge that a scenario describes; dumps tell of none
 * @domain: PCI domain
 * @bus: number of its root bus
 * @windows: outbound windows
 * @nr_windows: how many
 * @dma_offset: inbound offset (P2P-A4.5)
 * @has_policy: whether @policy is known
 * @policy: what it passes on (P2P-A6.6)
 */
struct bp_pci_root {
	u32 domain;
	u8 bus;
	struct bp_pci_window windows[BP_PCI_WINDOWS_MAX];
	unsigned nr_windows;
	u64 dma_offset;
	bool has_policy;
	enum bp_p2p_policy policy;
};

/**
 * struct bp_pci_records - a machine
 * @source: name of the file, or "this machine"
 * @at: functions, in ascending order of address after bp_pci_records_sort()
 * @n: how many
 * @room: how many @at has room for
 * @is_described: whether a scenario told: it is whole, and what cannot be is an error
 * @root: host bridges of a scenario
 * @nr_roots: how many
 * @ram: RAM of a scenario, CPU addresses
 * @nr_ram: how many ranges
 * @warning: what was odd and what was made of it
 * @nr_warnings: how many there were; the first BP_PCI_WARNINGS_MAX are kept
 */
struct bp_pci_records {
	char source[128];
	struct bp_pci_record *at;
	unsigned n;
	unsigned room;
	bool is_described;
	struct bp_pci_root root[BP_PCI_ROOTS_MAX];
	unsigned nr_roots;
	struct resource ram[BP_PCI_RAM_MAX];
	unsigned nr_ram;
	char warning[BP_PCI_WARNINGS_MAX][BP_PCI_WARNING_TEXT_MAX];
	unsigned nr_warnings;
};

/* "0000:03:00.0" */
const char *bp_pci_record_name(const struct bp_pci_record *record, char name[BP_PCI_NAME_MAX]);

/* A new record, zeroed but for @physfn; NULL with @err filled when there are too many. */
struct bp_pci_record *bp_pci_records_add(struct bp_pci_records *records, struct bp_error *err);

/* The record at an address of sorted records; NULL when there is none. */
struct bp_pci_record *bp_pci_records_find(const struct bp_pci_records *records, u32 domain, u8 bus,
					  u8 devfn);

/* The host bridge of a root bus as a scenario describes it; NULL without. */
const struct bp_pci_root *bp_pci_records_root(const struct bp_pci_records *records, u32 domain,
					      u8 bus);

/* Bytes of RAM from a CPU address on; 0 where there is none, or none is known. */
u64 bp_pci_records_ram(const struct bp_pci_records *records, u64 phys);

void bp_pci_records_warn(struct bp_pci_records *records, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Ascending order; -EINVAL with @err filled when two functions have one address. */
int bp_pci_records_sort(struct bp_pci_records *records, struct bp_error *err);

void bp_pci_records_free(struct bp_pci_records *records);

/**
 * bp_pci_address_parse - read the address of a function
 * @text: "DDDD:BB:SS.F" or "BB:SS.F", hexadecimal, with anything behind
 * @record: receives domain, bus and devfn
 *
 * Return: where the address ends, NULL when there is none.
 */
const char *bp_pci_address_parse(const char *text, struct bp_pci_record *record);

/*
 * Copies a text up to @end or as far as there is room, whole characters of UTF-8 alone; control
 * characters and what is no UTF-8 become '?'.
 */
void bp_pci_text_copy(char *to, size_t room, const char *from, const char *end);

/* Take out of the configuration space what it says; warn where it is broken. */
void bp_pci_record_read_config(struct bp_pci_records *records, struct bp_pci_record *record);

#endif
