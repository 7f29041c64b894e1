/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of functions in boot parameters (P-62).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/acs.h>
#include <blkpath/hex.h>

/* Text that is not ended by a zero. */
struct text {
	const char *at;
	size_t length;
};

static bool take_hex(struct text *text, u32 *value)
{
	const char *start = text->at;

	for (*value = 0; text->length && bp_hex_digit(*text->at) >= 0; text->at++, text->length--) {
		if (*value >> 28)
			return false;
		*value = *value << 4 | (u32)bp_hex_digit(*text->at);
	}
	return text->at != start;
}

static bool take_char(struct text *text, char c)
{
	if (!text->length || *text->at != c)
		return false;
	text->at++;
	text->length--;
	return true;
}

static bool take_devfn(struct text *text, u8 *devfn)
{
	u32 slot, function;

	if (!take_hex(text, &slot) || !take_char(text, '.') || !take_hex(text, &function))
		return false;
	*devfn = PCI_DEVFN(slot, function);
	return slot < 32 && function < 8;
}

/* What follows the last '/', which is cut off; false when there is none. */
static bool cut_step(struct text *path, struct text *step)
{
	for (size_t i = path->length; i--;) {
		if (path->at[i] != '/')
			continue;
		*step = (struct text){ path->at + i + 1, path->length - i - 1 };
		path->length = i;
		return true;
	}
	return false;
}

static int matches_path(const struct pci_dev *dev, struct text path)
{
	u32 domain = 0, bus;
	struct text step;
	bool same = true;
	u8 devfn;

	while (cut_step(&path, &step)) {
		if (!take_devfn(&step, &devfn) || step.length)
			return -EINVAL;
		same = same && dev->devfn == devfn;
		dev = same ? pci_upstream_bridge(dev) : dev;
		same = same && dev;
	}
	if (!take_hex(&path, &bus) || !take_char(&path, ':'))
		return -EINVAL;
	if (memchr(path.at, ':', path.length)) {
		domain = bus;
		if (!take_hex(&path, &bus) || !take_char(&path, ':'))
			return -EINVAL;
	}
	if (!take_devfn(&path, &devfn) || path.length || bus > 255)
		return -EINVAL;
	return same && dev->bus->bridge->domain == domain && dev->bus->number == bus &&
	       dev->devfn == devfn;
}

static bool same_id(u32 wanted, u16 id)
{
	return !wanted || wanted == id;
}

static int matches_ids(const struct pci_dev *dev, struct text ids)
{
	u32 id[4] = { 0 };
	u16 subvendor, subdevice;

	for (unsigned i = 0; i < 4; i++) {
		if (!take_hex(&ids, &id[i]) || id[i] > 0xffff)
			return -EINVAL;
		if (i % 2 && !ids.length)
			break;
		if (i == 3 || !take_char(&ids, ':'))
			return -EINVAL;
	}
	pci_read_config_word(dev, PCI_SUBSYSTEM_VENDOR_ID, &subvendor);
	pci_read_config_word(dev, PCI_SUBSYSTEM_ID, &subdevice);
	return same_id(id[0], dev->vendor) && same_id(id[1], dev->device) &&
	       same_id(id[2], subvendor) && same_id(id[3], subdevice);
}

int bp_pci_matches(const struct pci_dev *dev, const char *entry, size_t length)
{
	static const char by_id[] = "pci:";
	const size_t head = sizeof(by_id) - 1;

	if (length >= head && !memcmp(entry, by_id, head))
		return matches_ids(dev, (struct text){ entry + head, length - head });
	return matches_path(dev, (struct text){ entry, length });
}
