/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <pci/pci.h>

#include "input/libpci.h"

#define CONFIG_BYTES_MAX 4096
#define FILL                                                                                       \
	(PCI_FILL_IDENT | PCI_FILL_CLASS | PCI_FILL_BASES | PCI_FILL_SIZES | PCI_FILL_IO_FLAGS |   \
	 PCI_FILL_DRIVER)

/* libpci ends the process when it gives up; here it comes back to whoever asked. */
static _Thread_local struct {
	jmp_buf frame;
	char words[200];
} complaint;

static void __attribute__((noreturn, format(printf, 1, 2))) give_up(char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(complaint.words, sizeof(complaint.words), format, args);
	va_end(args);
	longjmp(complaint.frame, 1);
}

static void __attribute__((format(printf, 1, 2))) say_nothing(char *format, ...)
{
	(void)format;
}

/* How much can be read: the sizes that lspci prints. */
static unsigned read_config(struct pci_dev *dev, u8 *config)
{
	static const int sizes[] = { CONFIG_BYTES_MAX, 256, 64 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		if (pci_read_block(dev, 0, config, sizes[i]))
			return (unsigned)sizes[i];
	return 0;
}

static void fill(struct pci_access *access, struct pci_dev *dev, struct bp_libpci_function *f,
		 char name[128], char class_name[64])
{
	int known = pci_fill_info(dev, FILL);

	f->vendor = dev->vendor_id;
	f->device = dev->device_id;
	f->class_code = dev->device_class;
	f->name = pci_lookup_name(access, name, 128, PCI_LOOKUP_VENDOR | PCI_LOOKUP_DEVICE,
				  dev->vendor_id, dev->device_id);
	f->class_name =
		pci_lookup_name(access, class_name, 64, PCI_LOOKUP_CLASS, dev->device_class);
	f->driver = known & PCI_FILL_DRIVER ? pci_get_string_property(dev, PCI_FILL_DRIVER) : NULL;
	for (int i = 0; i < BP_LIBPCI_BARS; i++) {
		u64 mask = dev->base_addr[i] & 1 ? PCI_ADDR_IO_MASK : PCI_ADDR_MEM_MASK;

		f->start[i] = dev->base_addr[i] & mask;
		f->bytes[i] = known & PCI_FILL_SIZES ? dev->size[i] : 0;
		f->flags[i] = known & PCI_FILL_IO_FLAGS ? dev->flags[i] : 0;
	}
}

static void walk(struct pci_access *access, bool is_dump,
		 void (*take)(void *arg, const struct bp_libpci_function *f), void *arg)
{
	u8 config[CONFIG_BYTES_MAX];
	char name[128], class_name[64];

	pci_init(access);
	pci_scan_bus(access);
	for (struct pci_dev *dev = access->devices; dev; dev = dev->next) {
		struct bp_libpci_function f = {
			.domain = (u32)dev->domain,
			.bus = dev->bus,
			.slot = dev->dev,
			.function = dev->func,
			.config = config,
		};

		f.config_bytes = read_config(dev, config);
		if (!is_dump)
			fill(access, dev, &f, name, class_name);
		take(arg, &f);
	}
}

bool bp_libpci_read(const char *dump, void (*take)(void *arg, const struct bp_libpci_function *f),
		    void *arg, char *words, size_t room)
{
	struct pci_access *access = pci_alloc();
	volatile bool done = false;

	access->error = give_up;
	access->warning = say_nothing;
	access->debug = say_nothing;
	pci_set_param(access, "hwdb.disable", "1"); /* pci.ids alone, the same everywhere */
	if (dump) {
		access->method = PCI_ACCESS_DUMP;
		pci_set_param(access, "dump.name", (char *)(uintptr_t)dump);
	}
	if (!setjmp(complaint.frame)) {
		walk(access, dump, take, arg);
		done = true;
	} else {
		snprintf(words, room, "%s", complaint.words);
	}
	if (access->methods)
		pci_cleanup(access);
	return done;
}
