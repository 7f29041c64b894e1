/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What libpci reads becomes records.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/libpci.h"
#include "input/lspci.h"

struct taker {
	struct bp_pci_records *records;
	struct bp_error *err;
	int error;
};

static int keep_config(struct bp_pci_record *record, const struct bp_libpci_function *f)
{
	if (!f->config_bytes)
		return 0;
	record->config = malloc(f->config_bytes);
	if (!record->config)
		return -ENOMEM;
	memcpy(record->config, f->config, f->config_bytes);
	record->config_bytes = f->config_bytes;
	return 0;
}

/* In a dump the address is the number of the record. */
static void take_dump(void *arg, const struct bp_libpci_function *f)
{
	struct taker *t = arg;
	unsigned index = (unsigned)f->bus << 8 | PCI_DEVFN(f->slot, f->function);

	if (index < t->records->n && !t->error && !t->records->at[index].config)
		t->error = keep_config(&t->records->at[index], f);
}

static int finish(struct taker *t, const char *dump, const char *words)
{
	if (!t->error)
		return 0;
	return bp_error_set(t->err, t->records->source, 0, NULL, "%s",
			    *words ? words
			    : dump ? "out of memory"
				   : "cannot be read");
}

int bp_libpci_dump(struct bp_pci_records *records, int fd, struct bp_error *err)
{
	struct taker t = { .records = records, .err = err };
	char path[40], words[200] = "";

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (!bp_libpci_read(path, take_dump, &t, words, sizeof(words)))
		t.error = -EINVAL;
	return finish(&t, path, words);
}

static void take_bars(struct bp_pci_record *record, const struct bp_libpci_function *f)
{
	for (unsigned i = 0; i < PCI_STD_NUM_BARS; i++) {
		if (!f->start[i] || !f->bytes[i] || f->start[i] + f->bytes[i] < f->start[i])
			continue;
		record->bars[i] = (struct resource){ f->start[i], f->start[i] + f->bytes[i] - 1,
						     f->flags[i] };
		record->bars_known |= 1u << i;
	}
}

static void keep_text(char *to, size_t room, const char *text)
{
	bp_pci_text_copy(to, room, text ? text : "", text ? text + strlen(text) : "");
}

static void take_function(void *arg, const struct bp_libpci_function *f)
{
	struct taker *t = arg;
	struct bp_pci_record *record = t->error ? NULL : bp_pci_records_add(t->records, t->err);

	if (!record) {
		t->error = -EINVAL;
		return;
	}
	record->domain = f->domain;
	record->bus = f->bus;
	record->devfn = PCI_DEVFN(f->slot, f->function);
	record->has_ids = record->has_class = true;
	record->vendor = f->vendor;
	record->device = f->device;
	record->class_code = f->class_code;
	keep_text(record->name, sizeof(record->name), f->name);
	keep_text(record->class_name, sizeof(record->class_name), f->class_name);
	keep_text(record->driver, sizeof(record->driver), f->driver);
	t->error = keep_config(record, f);
	take_bars(record, f);
}

int bp_libpci_machine(struct bp_pci_records *records, struct bp_error *err)
{
	struct taker t = { .records = records, .err = err };
	char words[200] = "";
	int error;

	memset(records, 0, sizeof(*records));
	snprintf(records->source, sizeof(records->source), "this machine");
	if (!bp_libpci_read(NULL, take_function, &t, words, sizeof(words)))
		t.error = -EINVAL;
	error = finish(&t, NULL, words);
	if (error)
		return error;
	if (!records->n)
		return bp_error_set(err, records->source, 0, NULL,
				    "it has no PCI function, or hides them");
	for (unsigned i = 0; i < records->n; i++)
		bp_pci_record_read_config(records, &records->at[i]);
	return bp_pci_records_sort(records, err);
}
