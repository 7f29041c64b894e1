/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "pci.h"

#define FUNCTIONS_MAX 640

/* A function as the text has it; bridges know how many of them follow below. */
struct word {
	struct bp_pci_function what;
	unsigned depth;
	char name;
	char physfn;
	bool placed;
};

/* One root bus. */
struct forest {
	struct word words[FUNCTIONS_MAX];
	unsigned nr;
	u32 domain;
	unsigned bus;
};

static const struct {
	const char *word;
	u8 type;
	bool is_bridge, is_pcie;
	u16 class_code;
} kinds[] = {
	{ "HB", 0, false, false, 0x0600 },
	{ "RP", PCI_EXP_TYPE_ROOT_PORT, true, true, 0x0604 },
	{ "U", PCI_EXP_TYPE_UPSTREAM, true, true, 0x0604 },
	{ "D", PCI_EXP_TYPE_DOWNSTREAM, true, true, 0x0604 },
	{ "B", 0, true, false, 0x0604 },
};

static bool set_kind(struct word *word, const char *text, size_t length)
{
	struct bp_pci_function *what = &word->what;

	if (length == 1 && islower((unsigned char)*text)) {
		word->name = *text;
		what->is_pcie = true;
		what->pcie_type = word->depth ? PCI_EXP_TYPE_ENDPOINT : PCI_EXP_TYPE_RC_END;
		what->class_code = 0x0108;
		return true;
	}
	for (size_t i = 0; i < bp_array_size(kinds); i++) {
		if (strlen(kinds[i].word) != length || strncmp(text, kinds[i].word, length))
			continue;
		what->is_bridge = kinds[i].is_bridge;
		what->is_pcie = kinds[i].is_pcie;
		what->pcie_type = kinds[i].type;
		what->class_code = kinds[i].class_code;
		word->placed = !i;
		return true;
	}
	return false;
}

/* Sets what one mark says; returns where the next one begins. */
static char *set_mark(struct word *word, char *at)
{
	struct bp_pci_function *what = &word->what;
	char *rest = at + 1;

	switch (*at) {
	case '.':
		what->has_acs = true;
		what->acs_cap = 0x7f;
		what->acs_ctrl = (u16)strtoul(rest, &rest, 16);
		return rest;
	case '/':
		what->vendor = (u16)strtoul(rest, &rest, 16);
		what->device = (u16)strtoul(rest + 1, &rest, 16);
		return rest;
	case '@':
		word->placed = true;
		what->slot = (u8)strtoul(rest, &rest, 16);
		what->function = (u8)strtoul(rest + 1, &rest, 16);
		return rest;
	case '^':
		word->physfn = *rest;
		return rest + 1;
	default:
		fail_msg("%s is no mark", at);
		return NULL;
	}
}

static void read_word(struct word *word, char *text)
{
	size_t length = strcspn(text, "./@^");

	if (!set_kind(word, text, length))
		fail_msg("%s is no function", text);
	for (text += length; *text;)
		text = set_mark(word, text);
}

/* Buses are numbered in order of the bridges: what lies below has the next numbers. */
static void number_buses(struct forest *forest)
{
	unsigned next = forest->bus + 1;

	for (unsigned i = 0; i < forest->nr; i++) {
		struct bp_pci_function *what = &forest->words[i].what;
		unsigned below = 0;

		if (!what->is_bridge)
			continue;
		for (unsigned k = i + 1; k < forest->nr; k++) {
			if (forest->words[k].depth <= forest->words[i].depth)
				break;
			below += forest->words[k].what.is_bridge;
		}
		what->secondary = (u8)next++;
		what->subordinate = (u8)(what->secondary + below);
	}
}

static u8 next_slot(const struct pci_bus *bus)
{
	const struct pci_dev *dev;
	u8 slot = bus->self ? 0 : 1;

	TAILQ_FOREACH (dev, &bus->devices, on_bus)
		slot = (u8)bp_max((unsigned)slot, PCI_SLOT(dev->devfn) + 1u);
	return slot;
}

static void plant(struct t_pci *pci, struct forest *forest)
{
	struct pci_bus *below[FUNCTIONS_MAX];
	struct pci_host_bridge *bridge;

	if (!forest->nr)
		return;
	number_buses(forest);
	bridge = bp_pci_tree_root(pci->tree, forest->domain, (u8)forest->bus, NULL, 0, 0);
	assert_non_null(bridge);
	below[0] = bridge->bus;
	for (unsigned i = 0; i < forest->nr; i++) {
		struct word *word = &forest->words[i];
		struct bp_error err = { 0 };
		struct pci_dev *dev;

		if (!word->placed)
			word->what.slot = next_slot(below[word->depth]);
		if (word->physfn)
			word->what.physfn = t_pci_named(pci, word->physfn);
		if (bp_pci_tree_add(pci->tree, below[word->depth], &word->what, &dev, &err))
			fail_msg("%s: %s", err.key, err.text);
		below[word->depth + 1] = dev->subordinate;
		if (word->name)
			pci->named[word->name - 'a'] = dev;
	}
	forest->nr = 0;
}

static void begin_root(struct forest *forest, const char *text)
{
	const char *colon = strchr(text, ':');

	forest->domain = colon ? (u32)strtoul(text, NULL, 16) : 0;
	forest->bus = (unsigned)strtoul(colon ? colon + 1 : text, NULL, 16);
}

static void read_text(struct t_pci *pci, struct forest *forest, char *text)
{
	unsigned depth = 0, open = 0, opened_at[64];

	for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) {
		if (!strcmp(word, "-")) {
			depth++;
		} else if (!strcmp(word, "{")) {
			opened_at[open++] = depth;
		} else if (!strcmp(word, ",")) {
			depth = opened_at[open - 1];
		} else if (!strcmp(word, "}")) {
			depth = opened_at[--open];
		} else if (!strcmp(word, ";")) {
			depth = 0;
		} else if (!strncmp(word, "ROOT/", 5)) {
			plant(pci, forest);
			begin_root(forest, word + 5);
		} else {
			forest->words[forest->nr] = (struct word){ .depth = depth };
			read_word(&forest->words[forest->nr++], word);
		}
	}
	plant(pci, forest);
}

void t_pci_init(struct t_pci *pci, const char *text)
{
	struct forest *forest = calloc(1, sizeof(*forest));
	char *copy = strdup(text);

	assert_true(forest && copy);
	memset(pci, 0, sizeof(*pci));
	bp_env_init(&pci->env);
	pci->tree = bp_pci_tree_new(&pci->env);
	assert_non_null(pci->tree);
	read_text(pci, forest, copy);
	free(copy);
	free(forest);
}

void t_pci_fini(struct t_pci *pci)
{
	bp_pci_tree_free(pci->tree);
	bp_env_fini(&pci->env);
}

struct pci_dev *t_pci_named(const struct t_pci *pci, char name)
{
	struct pci_dev *dev = pci->named[name - 'a'];

	if (!dev)
		fail_msg("no function is called %c", name);
	return dev;
}

struct pci_dev *t_pci_at(const struct t_pci *pci, const char *name)
{
	struct pci_dev *dev = bp_pci_find_name(bp_pci_tree_pci(pci->tree), name);

	if (!dev)
		fail_msg("no function is at %s", name);
	return dev;
}
