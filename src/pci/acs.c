/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From firmware's ACS control word to that of a booted kernel (P-60 to P-67).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/acs.h>

#define WANTED (PCI_ACS_SV | PCI_ACS_RR | PCI_ACS_CR | PCI_ACS_UF)
#define CONTROL_BITS 7
#define ALL_BUT_REDIRECT (((1u << CONTROL_BITS) - 1) & ~(unsigned)BP_PCI_ACS_REDIR)

/* What an option wants of the control word: @mask says which bits @flags speaks of. */
struct wish {
	u16 mask;
	u16 flags;
};

/* The next entry of a list; false at its end (P-62). */
static bool next_entry(const char **list, const char **entry, size_t *length)
{
	if (!**list)
		return false;
	*entry = *list;
	*length = strcspn(*list, ";");
	*list += *length;
	*list += **list == ';';
	return true;
}

/* P-66: bit 0 is the rightmost flag; false when a character or a bit means nothing. */
static bool read_flags(const char *text, size_t length, struct wish *wish)
{
	*wish = (struct wish){ 0 };
	for (size_t bit = 0; bit < length; bit++) {
		char flag = text[length - 1 - bit];

		if (flag == 'x' || flag == 'X')
			continue;
		if ((flag != '0' && flag != '1') || bit >= CONTROL_BITS)
			return false;
		wish->mask |= (u16)(1u << bit);
		wish->flags |= (u16)((flag == '1') << bit);
	}
	return true;
}

/* 1 when @dev is meant, with the wish; 0 when it is not; -EINVAL when the list is unreadable. */
static int find_config(const char *list, const struct pci_dev *dev, struct wish *wish)
{
	const char *entry;
	size_t length;

	while (next_entry(&list, &entry, &length)) {
		const char *at = memchr(entry, '@', length);
		size_t flags = at ? (size_t)(at - entry) : 0;
		int matches;

		if (!at || !read_flags(entry, flags, wish))
			return -EINVAL;
		matches = bp_pci_matches(dev, at + 1, length - flags - 1);
		if (matches)
			return matches;
	}
	return 0;
}

static int find_redir(const char *list, const struct pci_dev *dev)
{
	const char *entry;
	size_t length;
	int matches = 0;

	while (!matches && next_entry(&list, &entry, &length))
		matches = bp_pci_matches(dev, entry, length);
	return matches;
}

static u16 without_redirect(enum bp_acs_change change, u16 firmware, u16 now)
{
	switch (change) {
	case BP_ACS_CLEARS_CURRENT:
		return now & ALL_BUT_REDIRECT;
	case BP_ACS_CLEARS_FIRMWARE:
		return firmware & ALL_BUT_REDIRECT;
	default:
		return (firmware & BP_PCI_ACS_REDIR) | ALL_BUT_REDIRECT;
	}
}

/* P-63 tells of both outcomes, its successors of what they wrote. */
static unsigned saying_of(const struct bp_acs_boot *boot, bool has_acs)
{
	if (boot->change == BP_ACS_CLEARS_CURRENT)
		return has_acs ? BP_ACS_SAYS_DISABLED : BP_ACS_SAYS_NO_CAPABILITY;
	return has_acs ? BP_ACS_SAYS_CONFIGURED : 0;
}

/* P-63 to P-65; returns what is said. */
static unsigned disable_redir(const struct bp_acs_boot *boot, const struct pci_dev *dev,
			      bool has_acs, u16 firmware, u16 *control)
{
	int found = boot->disable_redir ? find_redir(boot->disable_redir, dev) : 0;

	if (found <= 0)
		return found ? BP_ACS_SAYS_UNREADABLE : 0;
	*control = without_redirect(boot->change, firmware, *control);
	return saying_of(boot, has_acs);
}

/* P-66: what disable_acs_redir= left does not count. */
static unsigned config(const struct bp_acs_boot *boot, const struct pci_dev *dev, bool has_acs,
		       u16 firmware, u16 *control)
{
	struct wish wish;
	int found = boot->has_config && boot->config ? find_config(boot->config, dev, &wish) : 0;

	if (found <= 0)
		return found ? BP_ACS_SAYS_UNREADABLE : 0;
	*control = (u16)((firmware & ~wish.mask) | wish.flags);
	return has_acs ? BP_ACS_SAYS_CONFIGURED : 0;
}

u16 bp_acs_after_boot(const struct bp_acs_boot *boot, const struct pci_dev *dev, u16 firmware,
		      unsigned *sayings)
{
	unsigned at = pci_find_ext_capability(dev, PCI_EXT_CAP_ID_ACS), said;
	u16 implemented = 0, control = firmware;

	if (at)
		pci_read_config_word(dev, at + PCI_ACS_CAP, &implemented);
	if (boot->wanted)
		control |= WANTED | (boot->blocks_translation ? PCI_ACS_TB : 0);
	said = disable_redir(boot, dev, at, firmware, &control);
	said |= config(boot, dev, at, firmware, &control);
	if (bp_acs_lies_elsewhere(dev)) { /* P-67: no flags count, redirect goes, but not here */
		control = firmware;
		if (said & BP_ACS_SAYS_CONFIGURED)
			said ^= BP_ACS_SAYS_CONFIGURED | BP_ACS_SAYS_DISABLED;
	}
	if (sayings)
		*sayings = said;
	return control & implemented;
}
