/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One function in a line: what it is, then words in any order.
 *
 *   KIND             host_bridge, root_port, upstream, downstream, bridge, pcie_bridge, endpoint,
 *                    nvme, gpu, nic, integrated or device
 *   @SLOT.FUNCTION   its place, hexadecimal; the next one
 *   VENDOR:DEVICE    its ids, hexadecimal
 *   bus=BUS          of a bridge: the bus below it, hexadecimal; the next one
 *   acs              it has the ACS capability, everything off
 *   acs=WORD         its control word; default: SV, RR, CR and UF (P2P-A2.4)
 *   acs_cap=WORD     its capability word; 0x5f and what is on
 *   egress=WORD      its egress vector
 *   barN=SIZE        BAR N, 0 to 5, a power of two of 4k or more
 *   "NAME"           a name
 */
#ifndef SIM_INPUT_MACHINE_LINE_H
#define SIM_INPUT_MACHINE_LINE_H

#include "input/pci_record.h"
#include "input/units.h"

/* What a bus is, so that one knows what may stand on it. */
enum bp_machine_bus {
	BP_MACHINE_ROOT = 1,
	BP_MACHINE_LINK = 2,
	BP_MACHINE_SWITCH = 4,
	BP_MACHINE_WIRE = 8,
	BP_MACHINE_NO_BUS = 0,
};

/**
 * struct bp_machine_kind - what a function can be
 * @name: first word of its line
 * @on: enum bp_machine_bus, any of: where it may stand
 * @below: what its bus is; BP_MACHINE_NO_BUS for no bridge
 * @is_pcie: whether it has the PCI Express capability
 * @pcie_type: PCI_EXP_TYPE_*
 * @class_code: class and subclass
 */
struct bp_machine_kind {
	const char *name;
	unsigned on;
	enum bp_machine_bus below;
	bool is_pcie;
	u8 pcie_type;
	u16 class_code;
};

/**
 * struct bp_machine_line - a line
 * @kind: what it is
 * @depth: blanks before it
 * @has_place: whether it names slot and function
 * @devfn: slot and function
 * @has_bus: whether it names the bus below it
 * @bus: that bus
 * @record: the rest: ids, ACS, BARs, name; address not set
 */
struct bp_machine_line {
	const struct bp_machine_kind *kind;
	unsigned depth;
	bool has_place;
	u8 devfn;
	bool has_bus;
	u8 bus;
	struct bp_pci_record record;
};

/**
 * bp_machine_line_parse - read a line
 * @at: where it stands
 * @text: the line, which is changed
 * @line: receives what it says
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled.
 */
int bp_machine_line_parse(const struct bp_place *at, char *text, struct bp_machine_line *line,
			  struct bp_error *err);

#endif
