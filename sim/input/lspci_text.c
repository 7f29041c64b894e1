/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lspci says in words: the few lines of -v to -vvv that matter (docs/spec/p2pdma-newer.md 11).
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/digits.h"
#include "input/lspci.h"

static const char *after(const char *text, const char *start)
{
	size_t length = strlen(start);

	return strncmp(text, start, length) ? NULL : text + length;
}

static void read_express(struct bp_pci_record *record, const char *text)
{
	static const struct {
		const char *name;
		u8 type;
	} types[] = {
		{ "Endpoint", PCI_EXP_TYPE_ENDPOINT },
		{ "Legacy Endpoint", PCI_EXP_TYPE_LEG_END },
		{ "Root Port", PCI_EXP_TYPE_ROOT_PORT },
		{ "Upstream Port", PCI_EXP_TYPE_UPSTREAM },
		{ "Downstream Port", PCI_EXP_TYPE_DOWNSTREAM },
		{ "PCI-Express to PCI/PCI-X Bridge", PCI_EXP_TYPE_PCI_BRIDGE },
		{ "PCI/PCI-X to PCI-Express Bridge", PCI_EXP_TYPE_PCIE_BRIDGE },
		{ "Root Complex Integrated Endpoint", PCI_EXP_TYPE_RC_END },
		{ "Root Complex Event Collector", PCI_EXP_TYPE_RC_EC },
	};
	const char *name = strstr(text, ") ");

	if (!name)
		return;
	for (size_t i = 0; i < bp_array_size(types); i++)
		if (after(name + 2, types[i].name)) {
			record->is_pcie = true;
			record->pcie_type = types[i].type;
			return;
		}
}

static void read_capability(struct bp_pci_record *record, const char *text)
{
	const char *what;

	if (after(text, "<access denied>")) {
		record->denied = true;
		return;
	}
	record->has_caps = true;
	what = strstr(text, "] ");
	if (!what)
		return;
	if (after(what + 2, "Express"))
		read_express(record, what + 2);
	else if (after(what + 2, "Access Control Services"))
		record->acs_hidden = true; /* until ACSCtl tells */
}

/* "SrcValid+ TransBlk- ...": the bits that are set. */
static u16 acs_bits(const char *text)
{
	static const char *const names[] = {
		"SrcValid",    "TransBlk",   "ReqRedir",    "CmpltRedir",
		"UpstreamFwd", "EgressCtrl", "DirectTrans",
	};
	unsigned bits = 0;

	for (unsigned i = 0; i < bp_array_size(names); i++) {
		const char *at = strstr(text, names[i]);

		if (at && at[strlen(names[i])] == '+')
			bits |= 1u << i;
	}
	return (u16)bits;
}

static void read_acs_cap(struct bp_pci_record *record, const char *text)
{
	record->acs_cap = acs_bits(text);
}

static void read_acs_ctl(struct bp_pci_record *record, const char *text)
{
	record->has_acs = true;
	record->acs_hidden = false;
	record->acs_ctrl = acs_bits(text);
}

static void read_link(struct bp_pci_link *link, const char *text)
{
	const char *speed = strstr(text, "Speed "), *width = strstr(text, "Width x");
	unsigned lanes;

	if (!speed || !width || !isdigit((unsigned char)width[strlen("Width x")]) ||
	    sscanf(width, "Width x%2u", &lanes) != 1)
		return;
	speed += strlen("Speed ");
	bp_pci_text_copy(link->speed, sizeof(link->speed), speed, speed + strcspn(speed, ", ("));
	link->width = lanes;
}

static void read_link_cap(struct bp_pci_record *record, const char *text)
{
	read_link(&record->link_cap, text);
}

static void read_link_sta(struct bp_pci_record *record, const char *text)
{
	read_link(&record->link, text);
}

static void read_buses(struct bp_pci_record *record, const char *text)
{
	u64 primary, secondary, subordinate;

	if (!bp_take_word(&text, "primary=") || !bp_take_hex(&text, 2, 2, &primary) ||
	    !bp_take_word(&text, ", secondary=") || !bp_take_hex(&text, 2, 2, &secondary) ||
	    !bp_take_word(&text, ", subordinate=") || !bp_take_hex(&text, 2, 2, &subordinate))
		return;
	record->is_bridge = true;
	record->primary = (u8)primary;
	record->secondary = (u8)secondary;
	record->subordinate = (u8)subordinate;
}

/* "[size=16K]" */
static u64 read_size(const char *text)
{
	static const char units[] = "KMGT";
	const char *at = strstr(text, "[size="), *unit;
	char *end;
	u64 size;

	if (!at || !isdigit((unsigned char)at[6]))
		return 0;
	size = strtoull(at + 6, &end, 10);
	unit = *end && *end != ']' ? strchr(units, *end) : NULL;
	if (end[unit != NULL] != ']' || size > 1u << 20)
		return 0;
	return size << (unit ? 10 * (unit - units + 1) : 0);
}

/* "0: Memory at fea00000 (32-bit, non-prefetchable) [size=4K]" */
static void read_region(struct bp_pci_record *record, const char *text)
{
	unsigned bar = (unsigned)(*text - '0');
	struct resource *res;
	const char *at;
	u64 size = read_size(text);
	u64 start;

	if (bar >= PCI_STD_NUM_BARS || text[1] != ':')
		return;
	record->bars_there |= 1u << bar;
	at = strstr(text, " at ");
	if (!at || !bp_take_word(&at, " at ") || !bp_take_hex(&at, 1, 16, &start) || *at != ' ')
		return;
	if (!size || start + size < start)
		return;
	res = &record->bars[bar];
	*res = (struct resource){ start, start + size - 1,
				  strstr(text, "Memory at") ? IORESOURCE_MEM : IORESOURCE_IO };
	if (strstr(text, "(64-bit"))
		res->flags |= IORESOURCE_MEM_64;
	if (strstr(text, ", prefetchable"))
		res->flags |= IORESOURCE_PREFETCH;
	record->bars_known |= 1u << bar;
}

/* "I/O+ Mem+ BusMaster- ..." */
static void read_control(struct bp_pci_record *record, const char *text)
{
	record->has_command = true;
	record->command = (u16)((strstr(text, "Mem+") ? PCI_COMMAND_MEMORY : 0) |
				(strstr(text, "BusMaster+") ? PCI_COMMAND_MASTER : 0));
}

/*
 * "fe800000-fe9fffff [size=2M] [32-bit]"; one that is closed says None or [disabled], or ends
 * before it begins.  Anything else tells nothing.
 */
static void read_window(struct bp_pci_record *record, unsigned which, const char *text)
{
	bool none = bp_take_word(&text, "None");
	u64 start = 1, end = 0;

	if (!none && (!bp_take_hex(&text, 8, 16, &start) || !bp_take_word(&text, "-") ||
		      !bp_take_hex(&text, 8, 16, &end) || (*text && *text != ' ')))
		return;
	record->windows_known = true;
	if (start < end && !strstr(text, "[disabled]"))
		record->windows[which] = (struct resource){ start, end, IORESOURCE_MEM };
}

static void read_memory_window(struct bp_pci_record *record, const char *text)
{
	read_window(record, 0, text);
}

static void read_pref_window(struct bp_pci_record *record, const char *text)
{
	read_window(record, 1, text);
}

static void read_driver(struct bp_pci_record *record, const char *text)
{
	bp_pci_text_copy(record->driver, sizeof(record->driver), text, text + strlen(text));
}

void bp_lspci_fact(struct bp_pci_record *record, const char *line, unsigned depth)
{
	/* The BARs of virtual functions stand below their capability, one step deeper. */
	static const struct {
		const char *start;
		unsigned max_depth;
		void (*read)(struct bp_pci_record *record, const char *text);
	} facts[] = {
		{ "Bus: ", 1, read_buses },
		{ "Capabilities: ", 1, read_capability },
		{ "Region ", 1, read_region },
		{ "Kernel driver in use: ", 1, read_driver },
		{ "ACSCap:", 2, read_acs_cap },
		{ "ACSCtl:", 2, read_acs_ctl },
		{ "LnkCap:", 2, read_link_cap },
		{ "LnkSta:", 2, read_link_sta },
		{ "Control: ", 1, read_control },
		{ "Memory behind bridge: ", 1, read_memory_window },
		{ "Prefetchable memory behind bridge: ", 1, read_pref_window },
	};

	for (size_t i = 0; i < bp_array_size(facts); i++) {
		const char *text = after(line, facts[i].start);

		if (text && depth <= facts[i].max_depth) {
			facts[i].read(record, text + strspn(text, " \t"));
			return;
		}
	}
}
