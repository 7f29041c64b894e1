/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input/digits.h"
#include "input/machine_line.h"

#define ACS_CAP_USUAL 0x5fu
#define ACS_DEFAULT (PCI_ACS_SV | PCI_ACS_RR | PCI_ACS_CR | PCI_ACS_UF)
#define CLASS_BRIDGE 0x06
#define CLASS_OTHER 0xff00
#define BAR_BYTES_MIN 4096u
#define BAR_BYTES_MAX (1ull << 42)

#define ROOT BP_MACHINE_ROOT
#define LINK BP_MACHINE_LINK
#define SWITCH BP_MACHINE_SWITCH
#define WIRE BP_MACHINE_WIRE
#define NO_BUS BP_MACHINE_NO_BUS

/* clang-format off */
static const struct bp_machine_kind kinds[] = {
	{ "host_bridge", ROOT,        NO_BUS, false, 0,                        0x0600 },
	{ "root_port",   ROOT,        LINK,   true,  PCI_EXP_TYPE_ROOT_PORT,   0x0604 },
	{ "upstream",    LINK,        SWITCH, true,  PCI_EXP_TYPE_UPSTREAM,    0x0604 },
	{ "downstream",  SWITCH,      LINK,   true,  PCI_EXP_TYPE_DOWNSTREAM,  0x0604 },
	{ "bridge",      ROOT | WIRE, WIRE,   false, 0,                        0x0604 },
	{ "pcie_bridge", LINK,        WIRE,   true,  PCI_EXP_TYPE_PCI_BRIDGE,  0x0604 },
	{ "endpoint",    LINK,        NO_BUS, true,  PCI_EXP_TYPE_ENDPOINT,    0xff00 },
	{ "nvme",        LINK,        NO_BUS, true,  PCI_EXP_TYPE_ENDPOINT,    0x0108 },
	{ "gpu",         LINK,        NO_BUS, true,  PCI_EXP_TYPE_ENDPOINT,    0x0302 },
	{ "nic",         LINK,        NO_BUS, true,  PCI_EXP_TYPE_ENDPOINT,    0x0200 },
	{ "integrated",  ROOT,        NO_BUS, true,  PCI_EXP_TYPE_RC_END,      0xff00 },
	{ "device",      ROOT | WIRE, NO_BUS, false, 0,                        0xff00 },
};
/* clang-format on */

#define BAR_32_END 0x7fffffffull
#define BRIDGE_BARS 2u

struct parser {
	const struct bp_place *at;
	struct bp_machine_line *line;
	struct bp_error *err;
	bool has_acs, has_cap, has_egress;
};

static const struct bp_machine_kind *find_kind(const char *word)
{
	for (size_t i = 0; i < bp_array_size(kinds); i++)
		if (!strcmp(word, kinds[i].name))
			return &kinds[i];
	return NULL;
}

static int bad_kind(const struct parser *p, const char *word)
{
	char list[BP_ERROR_TEXT_MAX] = "";
	size_t used = 0;

	for (size_t i = 0; i < bp_array_size(kinds) && used < sizeof(list); i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i ? ", " : "",
					 kinds[i].name);
	return bp_place_error(p->at, p->err, "\"%.40s\" begins no line of a tree; allowed: %s",
			      word, list);
}

static int bad(const struct parser *p, const char *word, const char *allowed)
{
	return bp_place_error(p->at, p->err, "\"%.40s\" is not allowed: %s", word, allowed);
}

/* Hexadecimal digits, with 0x or without, and nothing behind them. */
static bool read_hex(const char *text, u64 max, u64 *value)
{
	bp_take_word(&text, "0x");
	return bp_take_hex(&text, 1, 16, value) && !*text && *value <= max;
}

/* The last of two would win without a word. */
static int once(const struct parser *p, const char *word, bool *there)
{
	if (*there)
		return bad(p, word, "it is there twice, once is allowed");
	*there = true;
	return 0;
}

static int take_place(struct parser *p, const char *word)
{
	const char *at = word + 1;
	u64 slot, function;

	if (!bp_take_hex(&at, 1, 2, &slot) || !bp_take_word(&at, ".") ||
	    !bp_take_hex(&at, 1, 1, &function) || *at || slot > 31 || function > 7)
		return bad(p, word, "@SLOT.FUNCTION, hexadecimal, up to @1f.7");
	p->line->devfn = PCI_DEVFN((u8)slot, (u8)function);
	return once(p, word, &p->line->has_place);
}

static int take_ids(struct parser *p, const char *word)
{
	const char *at = word;
	u64 vendor, device;

	if (!bp_take_hex(&at, 4, 4, &vendor) || !bp_take_word(&at, ":") ||
	    !bp_take_hex(&at, 4, 4, &device) || *at)
		return bad(p, word,
			   "a word is @SLOT.FUNCTION, VENDOR:DEVICE of four digits each, acs, "
			   "KEY=VALUE or \"NAME\"");
	if (once(p, word, &p->line->record.has_ids))
		return -EINVAL;
	p->line->record.vendor = (u16)vendor;
	p->line->record.device = (u16)device;
	return 0;
}

static int take_bus(struct parser *p, const char *value)
{
	u64 bus;

	if (!p->line->kind->below)
		return bad(p, "bus", "only a bridge has a bus below it");
	if (!read_hex(value, 0xff, &bus) || !bus)
		return bad(p, value, "a bus number from 1 to ff, hexadecimal");
	p->line->bus = (u8)bus;
	return once(p, "bus", &p->line->has_bus);
}

static int take_acs(struct parser *p, const char *value)
{
	u64 word = ACS_DEFAULT;

	if (strcmp(value, "default") && !read_hex(value, 0x7f, &word))
		return bad(p, value, "a control word up to 0x7f, or default");
	p->line->record.has_acs = true;
	p->line->record.acs_ctrl = (u16)word;
	return once(p, "acs", &p->has_acs);
}

static int take_acs_cap(struct parser *p, const char *value)
{
	u64 word;

	if (!read_hex(value, 0x7f, &word))
		return bad(p, value, "a capability word up to 0x7f");
	p->line->record.has_acs = true;
	p->line->record.acs_cap = (u16)word;
	return once(p, "acs_cap", &p->has_cap);
}

static int take_egress(struct parser *p, const char *value)
{
	u64 word;

	if (!read_hex(value, 0xffffffff, &word))
		return bad(p, value, "an egress vector of 32 bits");
	p->line->record.has_acs = true;
	p->line->record.acs_vector = (u32)word;
	return once(p, "egress", &p->has_egress);
}

static int take_bar(struct parser *p, unsigned bar, const char *value)
{
	struct bp_pci_record *r = &p->line->record;
	u64 bytes;
	int rc = bp_parse_size(p->at, value, BAR_BYTES_MIN, BAR_BYTES_MAX, &bytes, p->err);

	if (rc)
		return rc;
	if (bytes & (bytes - 1))
		return bad(p, value, "the size of a BAR is a power of two of 4k or more");
	if (p->line->kind->below && bar >= BRIDGE_BARS)
		return bad(p, "bar", "a bridge has bar0 and bar1 alone");
	if (r->bars_there >> bar & 1)
		return bad(p, value, "the BAR is there twice, once is allowed");
	r->bars[bar] =
		(struct resource){ 0, bytes - 1,
				   IORESOURCE_MEM | IORESOURCE_MEM_64 | IORESOURCE_PREFETCH };
	r->bars_there |= 1u << bar;
	return 0;
}

static int take_pair(struct parser *p, const char *key, const char *value)
{
	static const struct {
		const char *key;
		int (*take)(struct parser *p, const char *value);
	} pairs[] = {
		{ "bus", take_bus },
		{ "acs", take_acs },
		{ "acs_cap", take_acs_cap },
		{ "egress", take_egress },
	};

	for (size_t i = 0; i < bp_array_size(pairs); i++)
		if (!strcmp(key, pairs[i].key))
			return pairs[i].take(p, value);
	if (!strncmp(key, "bar", 3) && key[3] >= '0' && key[3] < '0' + PCI_STD_NUM_BARS && !key[4])
		return take_bar(p, (unsigned)(key[3] - '0'), value);
	return bad(p, key, "keys are bus, acs, acs_cap, egress and bar0 to bar5");
}

static int take_word(struct parser *p, char *word)
{
	char *equals = strchr(word, '=');

	if (*word == '@')
		return take_place(p, word);
	if (!strcmp(word, "acs"))
		return take_acs(p, "0x0");
	if (!equals)
		return take_ids(p, word);
	*equals = '\0';
	return take_pair(p, word, equals + 1);
}

/* Cuts the name in quotes off the end of a line. */
static int take_name(struct parser *p, char *text)
{
	struct bp_pci_record *r = &p->line->record;
	char *open = strchr(text, '"'), *close = open ? strchr(open + 1, '"') : NULL;

	if (!open)
		return 0;
	if (!close || close[1 + strspn(close + 1, " ")])
		return bad(p, open, "a name ends the line, between two quotes");
	bp_pci_text_copy(r->name, sizeof(r->name), open + 1, close);
	*open = '\0';
	return 0;
}

/* Without a capability word, the usual one and what is on; with one, nothing else can be on. */
static int finish_acs(struct parser *p)
{
	struct bp_pci_record *r = &p->line->record;

	if (!r->has_acs)
		return 0;
	if (!p->line->kind->is_pcie)
		return bad(p, "acs", "only PCI Express has room for the capability");
	if (!r->acs_cap)
		r->acs_cap = (u16)(ACS_CAP_USUAL | r->acs_ctrl);
	if (r->acs_ctrl & ~r->acs_cap)
		return bad(p, "acs", "only bits of acs_cap can be on");
	return 0;
}

/* Such a one has an address of 64 bits, whose upper half is in the next register. */
static int finish_bars(struct parser *p)
{
	const struct bp_pci_record *r = &p->line->record;
	unsigned n = p->line->kind->below ? BRIDGE_BARS : PCI_STD_NUM_BARS;

	for (unsigned bar = 0; bar < n; bar++)
		if (r->bars[bar].end > BAR_32_END &&
		    (bar + 1 == n || r->bars_there >> (bar + 1) & 1))
			return bad(p, "bar",
				   "one of 4G or more takes the next number too, which must be "
				   "free");
	return 0;
}

static void start(struct bp_machine_line *line, const struct bp_place *at)
{
	struct bp_pci_record *r = &line->record;

	r->line = at->line;
	r->physfn = -1;
	r->has_text = r->has_caps = r->has_class = true;
	r->class_code = line->kind->class_code;
	r->is_bridge = line->kind->below != BP_MACHINE_NO_BUS;
	r->is_pcie = line->kind->is_pcie;
	r->pcie_type = line->kind->pcie_type;
	if (!*r->name && line->kind->class_code >> 8 != CLASS_BRIDGE &&
	    line->kind->class_code != CLASS_OTHER)
		bp_pci_text_copy(r->name, sizeof(r->name), line->kind->name,
				 line->kind->name + strlen(line->kind->name));
}

int bp_machine_line_parse(const struct bp_place *at, char *text, struct bp_machine_line *line,
			  struct bp_error *err)
{
	struct parser p = { .at = at, .line = line, .err = err };
	char *rest, *word;
	int rc;

	memset(line, 0, sizeof(*line));
	line->depth = (unsigned)strspn(text, " ");
	rc = take_name(&p, text);
	if (rc)
		return rc;
	word = strtok_r(text, " ", &rest);
	line->kind = word ? find_kind(word) : NULL;
	if (!line->kind)
		return bad_kind(&p, word ? word : "");
	start(line, at);
	while (!rc && (word = strtok_r(NULL, " ", &rest)))
		rc = take_word(&p, word);
	return rc ?: finish_acs(&p) ?: finish_bars(&p);
}
