/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host bridges of a machine: bus, windows, policy, and the tree below.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input/digits.h"
#include "input/machine_load.h"

#define WINDOW_FIRST 0x4000000000ull
#define WINDOW_BYTES (1ull << 40)
#define MIB 0x100000ull

/* "0000:40" */
static bool read_bus(const char *text, struct bp_pci_root *root)
{
	u64 domain, bus;

	if (!bp_take_hex(&text, 4, 8, &domain) || !bp_take_word(&text, ":") ||
	    !bp_take_hex(&text, 2, 2, &bus) || *text)
		return false;
	root->domain = (u32)domain;
	root->bus = (u8)bus;
	return true;
}

static int load_bus(struct bp_machine_load *l, const char *path, struct bp_pci_root *root)
{
	struct bp_place at;
	const char *text;
	int rc = bp_machine_key(l, path, "bus", &at, &text);

	if (rc)
		return rc;
	if (!text && l->next_bus > 0xff) {
		at.line = bp_yaml_line(l->lines, "%s", path);
		return bp_place_error(&at, l->err, "no bus of domain 0000 is left: DOMAIN:BUS");
	}
	if (text && !read_bus(text, root))
		return bp_place_error(&at, l->err,
				      "\"%.40s\" is not allowed: DOMAIN:BUS, for instance 0000:40",
				      text);
	if (!text) {
		root->domain = 0;
		root->bus = (u8)l->next_bus;
	}
	for (unsigned i = 0; i < l->records->n; i++)
		if (l->records->at[i].domain == root->domain &&
		    root->bus <= bp_max(l->records->at[i].bus, l->records->at[i].subordinate))
			return bp_place_error(&at, l->err,
					      "host bridges of one domain stand in the order of "
					      "their buses, and %04x:%02x is taken",
					      root->domain, root->bus);
	return 0;
}

/* Bridges have windows of whole MiB, so what lies above them has (A3.5). */
static int check_window(const struct bp_machine_load *l, const char *path,
			const struct bp_pci_window *window)
{
	struct bp_place at = bp_machine_place(l, path);

	at.key = "windows";
	if ((window->res.start | (window->res.end + 1) | window->offset) % MIB)
		return bp_place_error(&at, l->err,
				      "at, bytes and offset of a window are multiples of 1M");
	return 0;
}

static int load_windows(struct bp_machine_load *l, const char *path, unsigned index,
			struct bp_pci_root *root)
{
	char whole[BP_MACHINE_PATH_MAX];
	unsigned nr;
	int rc;

	snprintf(whole, sizeof(whole), "%.100s.windows", path);
	rc = bp_machine_count(l, whole, BP_PCI_WINDOWS_MAX, true, &nr);
	for (unsigned i = 0; !rc && i < nr; i++) {
		snprintf(whole, sizeof(whole), "%.100s.windows[%u]", path, i);
		rc = bp_machine_range(l, whole, &root->windows[i].res) ?:
		     bp_machine_address(l, whole, "offset", &root->windows[i].offset) ?:
		     check_window(l, whole, &root->windows[i]);
	}
	root->nr_windows = nr;
	if (rc || nr)
		return rc;
	root->nr_windows = 1;
	root->windows[0].res =
		(struct resource){ WINDOW_FIRST + index * WINDOW_BYTES,
				   WINDOW_FIRST + (index + 1) * WINDOW_BYTES - 1, IORESOURCE_MEM };
	return 0;
}

static int load_policy(struct bp_machine_load *l, const char *path, struct bp_pci_root *root)
{
	static const char *const names[] = {
		[BP_POLICY_SAME_BRIDGE] = "same_bridge",
		[BP_POLICY_NONE] = "none",
		[BP_POLICY_ALL] = "all",
	};
	struct bp_place at;
	const char *text;
	int rc = bp_machine_key(l, path, "policy", &at, &text);

	if (rc || !text)
		return rc;
	root->has_policy = true;
	for (unsigned i = 0; i < bp_array_size(names); i++)
		if (!strcmp(text, names[i])) {
			root->policy = i;
			return 0;
		}
	return bp_place_error(&at, l->err, "\"%.40s\" is not allowed: none, same_bridge or all",
			      text);
}

/* RAM as devices below see it; false when none of it is in their reach. */
static bool seen_by_devices(const struct resource *ram, u64 dma_offset, struct resource *seen)
{
	if (ram->end < dma_offset)
		return false;
	seen->start = bp_max(ram->start, dma_offset) - dma_offset;
	seen->end = ram->end - dma_offset;
	return true;
}

const char *bp_machine_clash(const struct bp_pci_records *records, const struct bp_pci_root *root)
{
	struct resource seen;

	for (unsigned i = 0; i < root->nr_windows; i++)
		for (unsigned k = 0; k < records->nr_ram; k++) {
			const struct bp_pci_window *w = &root->windows[i];
			const struct resource *ram = &records->ram[k];

			if (bp_machine_overlap(ram, w->res.start, w->res.end))
				return "a window overlaps RAM";
			if (seen_by_devices(ram, root->dma_offset, &seen) &&
			    bp_machine_overlap(&seen, w->res.start - w->offset,
					       w->res.end - w->offset))
				return "RAM as devices see it overlaps a window in bus addresses "
				       "(P2P-A3.5)";
		}
	return NULL;
}

static int check_ram(const struct bp_machine_load *l, const char *path,
		     const struct bp_pci_root *root)
{
	const char *clash = bp_machine_clash(l->records, root);
	struct bp_place at = bp_machine_place(l, path);

	at.key = "windows";
	return clash ? bp_place_error(&at, l->err, "%s", clash) : 0;
}

static int load_tree(struct bp_machine_load *l, const char *path, const struct bp_pci_root *root)
{
	struct bp_place at;
	const char *text;
	int rc = bp_machine_key(l, path, "tree", &at, &text);

	if (rc)
		return rc;
	if (!text) {
		at.line = bp_yaml_line(l->lines, "%s", path);
		return bp_place_error(&at, l->err, "is missing: a function in each line");
	}
	rc = bp_machine_tree(l->records, root, &at, text, l->err);
	if (rc < 0)
		return rc;
	if (!root->domain)
		l->next_bus = (unsigned)rc + 1;
	return 0;
}

int bp_machine_bridges(struct bp_machine_load *l)
{
	unsigned nr;
	int rc = bp_machine_count(l, "machine.host_bridges", BP_PCI_ROOTS_MAX, false, &nr);

	for (unsigned i = 0; !rc && i < nr; i++) {
		struct bp_pci_root *root = &l->records->root[i];
		char path[BP_MACHINE_PATH_MAX];

		snprintf(path, sizeof(path), "machine.host_bridges[%u]", i);
		l->records->nr_roots = i + 1;
		rc = load_bus(l, path, root) ?:
		     load_windows(l, path, i, root) ?:
		     bp_machine_address(l, path, "dma_offset", &root->dma_offset) ?:
		     load_policy(l, path, root) ?:
		     check_ram(l, path, root) ?:
		     load_tree(l, path, root);
	}
	return rc;
}
