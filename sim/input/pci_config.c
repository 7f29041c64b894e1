/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a configuration space says of its function (docs/spec/p2pdma-newer.md 11).
 */
#include <stdio.h>
#include <string.h>

#include "input/pci_record.h"

#define EXP_LNKCAP 0x0c
#define EXP_LNKSTA 0x12
#define EXT_CAPS 0x100
#define HEADER_BYTES 64

static unsigned word(const struct bp_pci_record *r, unsigned where)
{
	if (where + 2 > r->config_bytes)
		return 0;
	return r->config[where] | (unsigned)r->config[where + 1] << 8;
}

/* A list visits each place once, or it loops; the places are multiples of 4. */
struct seen {
	u8 at[PCI_CFG_SPACE_EXP_SIZE / 4];
};

static bool again(struct seen *seen, unsigned where)
{
	return seen->at[where / 4]++ != 0;
}

static void warn_list(struct bp_pci_records *records, const struct bp_pci_record *r,
		      const char *list, const char *what, unsigned where)
{
	char name[BP_PCI_NAME_MAX];

	bp_pci_records_warn(records, "%s: the list of %s %s at 0x%x; it ends there for us",
			    bp_pci_record_name(r, name), list, what, where);
}

static unsigned find_cap(struct bp_pci_records *records, const struct bp_pci_record *r, u8 id)
{
	unsigned pointer = r->config[PCI_CAPABILITY_LIST] & 0xfcu;
	struct seen seen = { 0 };

	if (!(word(r, PCI_STATUS) & PCI_STATUS_CAP_LIST) || r->config_bytes < PCI_CFG_SPACE_SIZE)
		return 0;
	if ((r->config[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_MASK) == PCI_HEADER_TYPE_CARDBUS)
		pointer = r->config[0x14] & 0xfcu;
	while (pointer) {
		if (pointer < HEADER_BYTES) {
			warn_list(records, r, "capabilities", "points into the header", pointer);
			return 0;
		}
		if (again(&seen, pointer)) {
			warn_list(records, r, "capabilities", "loops", pointer);
			return 0;
		}
		if (r->config[pointer] == 0xff) {
			warn_list(records, r, "capabilities", "is broken", pointer);
			return 0;
		}
		if (r->config[pointer] == id)
			return pointer;
		pointer = r->config[pointer + 1] & 0xfcu;
	}
	return 0;
}

/* Walk the extended list to its end, for what is broken in it. */
static void walk_extended(struct bp_pci_records *records, const struct bp_pci_record *r)
{
	struct seen seen = { 0 };
	unsigned where = EXT_CAPS;

	if (r->config_bytes < PCI_CFG_SPACE_EXP_SIZE)
		return;
	while (where) {
		unsigned id = word(r, where), next = word(r, where + 2) >> 4 & 0xffcu;

		if (where < EXT_CAPS) {
			warn_list(records, r, "extended capabilities", "points into the header",
				  where);
			return;
		}
		if (again(&seen, where)) {
			warn_list(records, r, "extended capabilities", "loops", where);
			return;
		}
		if ((!id && !word(r, where + 2)) || id == 0xffff)
			return;
		where = next;
	}
}

static void read_link(struct bp_pci_link *link, unsigned speed, unsigned width)
{
	static const char *const speeds[] = { NULL,	"2.5GT/s", "5GT/s", "8GT/s",
					      "16GT/s", "32GT/s",  "64GT/s" };

	if (!speed || speed >= bp_array_size(speeds) || !width)
		return;
	snprintf(link->speed, sizeof(link->speed), "%s", speeds[speed]);
	link->width = width;
}

static void read_exp(struct bp_pci_records *records, struct bp_pci_record *r)
{
	unsigned exp = find_cap(records, r, PCI_CAP_ID_EXP);
	unsigned cap, sta;

	if (!exp)
		return;
	cap = word(r, exp + EXP_LNKCAP);
	sta = word(r, exp + EXP_LNKSTA);
	r->is_pcie = true;
	r->pcie_type = (u8)((word(r, exp + PCI_EXP_FLAGS) & PCI_EXP_FLAGS_TYPE) >> 4);
	if (r->pcie_type == PCI_EXP_TYPE_RC_END || r->pcie_type == PCI_EXP_TYPE_RC_EC)
		return; /* no link */
	read_link(&r->link_cap, cap & 0xf, cap >> 4 & 0x3f);
	read_link(&r->link, sta & 0xf, sta >> 4 & 0x3f);
}

static void read_bars(struct bp_pci_record *r, unsigned header)
{
	unsigned n = header == PCI_HEADER_TYPE_NORMAL	? 6
		     : header == PCI_HEADER_TYPE_BRIDGE ? 2
							: 1;

	for (unsigned i = 0; i < n; i++) {
		unsigned low = word(r, 0x10 + 4 * i);

		if (!low && !word(r, 0x12 + 4 * i))
			continue;
		r->bars_there |= 1u << i;
		if ((low & 7) == 4)
			i++; /* its upper half */
	}
}

/* What a bus gives for a function that does not answer.  One that is virtual has its status. */
static bool is_silent(const struct bp_pci_record *r)
{
	for (unsigned i = 0; i < HEADER_BYTES; i++)
		if (r->config[i] != 0xff)
			return false;
	return true;
}

void bp_pci_record_read_config(struct bp_pci_records *records, struct bp_pci_record *r)
{
	char name[BP_PCI_NAME_MAX];
	unsigned header;

	if (!r->config || r->config_bytes < HEADER_BYTES)
		return;
	if (is_silent(r)) {
		bp_pci_records_warn(
			records,
			"%s: all its bytes are ff: it did not answer, for it slept or is "
			"gone; what it is, its ACS and the buses below it are not known",
			bp_pci_record_name(r, name));
		return;
	}
	header = r->config[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_MASK;
	/* A virtual function has no ids of its own: a heading knows better. */
	if (word(r, PCI_VENDOR_ID) != 0xffff || !r->has_ids) {
		r->vendor = (u16)word(r, PCI_VENDOR_ID);
		r->device = (u16)word(r, PCI_DEVICE_ID);
		r->has_ids = true;
	}
	r->class_code = (u16)word(r, PCI_CLASS_DEVICE);
	r->has_class = true;
	r->is_bridge = header == PCI_HEADER_TYPE_BRIDGE || header == PCI_HEADER_TYPE_CARDBUS;
	if (r->is_bridge) {
		r->primary = r->config[PCI_PRIMARY_BUS];
		r->secondary = r->config[PCI_SECONDARY_BUS];
		r->subordinate = r->config[PCI_SUBORDINATE_BUS];
		r->windows_known = true;
	}
	read_bars(r, header);
	if (r->config_bytes < PCI_CFG_SPACE_SIZE)
		return;
	r->is_pcie = false;
	read_exp(records, r);
	walk_extended(records, r);
}
