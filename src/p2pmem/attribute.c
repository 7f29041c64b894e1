/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a person writes and reads (P2P-B11, B13).
 */
#include <errno.h>
#include <stdio.h>

#include <blkpath/p2pdma_enable.h>

#include "p2pmem.h"

/* P2P-B11.1: the kernel's strtobool(). */
static bool parse_bool(const char *text, bool *value)
{
	switch (text[0]) {
	case 'y':
	case 'Y':
	case '1':
		*value = true;
		return true;
	case 'n':
	case 'N':
	case '0':
		*value = false;
		return true;
	case 'o':
	case 'O':
		break;
	default:
		return false;
	}
	if (text[1] == 'n' || text[1] == 'N') {
		*value = true;
		return true;
	}
	if (text[1] != 'f' && text[1] != 'F')
		return false;
	*value = false;
	return true;
}

/* Text that goes on behind a 0 or 1 is a mistyped address, not a boolean. */
static bool looks_like_address(const char *text)
{
	return (text[0] == '0' || text[0] == '1') && (u8)text[1] >= 0x20 && text[1] != 0x7f;
}

static int use(struct bp_p2p *p2p, struct pci_dev *pdev)
{
	if (pci_has_p2pmem(pdev))
		return 0;
	bp_info(p2p->env, BP_SITE_P2P_NOTHING_PUBLISHED, bp_pci_number(pdev), 0);
	pci_dev_put(pdev);
	return -ENODEV;
}

int pci_p2pdma_enable_store(struct bp_p2p *p2p, const char *page, struct pci_dev **p2p_dev,
			    bool *use_p2pdma)
{
	struct pci_dev *pdev;

	if (!p2p) {
		*use_p2pdma = false; /* P2P-B11.3 */
		return 0;
	}
	pdev = bp_pci_find_name(p2p->pci, page);
	if (pdev) {
		*use_p2pdma = true;
		*p2p_dev = pci_dev_get(pdev);
		return use(p2p, pdev);
	}
	if (!looks_like_address(page) && parse_bool(page, use_p2pdma))
		return 0;
	bp_info(p2p->env, BP_SITE_P2P_NO_SUCH_DEVICE, 0, 0);
	return -ENODEV;
}

s64 pci_p2pdma_enable_show(const struct bp_p2p *p2p, char *page, const struct pci_dev *p2p_dev,
			   bool use_p2pdma)
{
	char name[BP_PCI_NAME_MAX];

	if (!p2p)
		return snprintf(page, BP_P2P_ATTRIBUTE_BYTES, "none\n");
	if (!use_p2pdma)
		return snprintf(page, BP_P2P_ATTRIBUTE_BYTES, "0\n");
	if (!p2p_dev)
		return snprintf(page, BP_P2P_ATTRIBUTE_BYTES, "1\n");
	return snprintf(page, BP_P2P_ATTRIBUTE_BYTES, "%s\n", bp_pci_name(p2p_dev, name));
}

static u64 value_of(const struct pci_p2pdma *p2pdma, enum bp_p2pmem_attribute attribute)
{
	switch (attribute) {
	case BP_P2PMEM_SIZE:
		return gen_pool_size(p2pdma->pool);
	case BP_P2PMEM_AVAILABLE:
		return gen_pool_avail(p2pdma->pool);
	case BP_P2PMEM_PUBLISHED:
		return p2pdma->p2pmem_published;
	case BP_P2PMEM_ATTRIBUTES:
		break;
	}
	return 0;
}

s64 bp_p2pmem_show(struct pci_dev *pdev, enum bp_p2pmem_attribute attribute, char *page)
{
	bool faults = !pdev->p2pdma && bp_p2p_defect(pdev, BP_DEF_P2P_12);
	u64 value = 0;

	if (!pdev->has_p2pmem_group)
		return -ENOENT;
	bp_event(pdev->dev.bp_env, P2P_SYSFS, .rule = "P2P-B13.2", .a = faults,
		 .p2p = bp_p2p_call_now(pdev,
					&(struct bp_p2p_call){ .result = faults ? -EFAULT : 0 }));
	bp_bug_on(pdev->dev.bp_env, faults, BP_SITE_P2P_SYSFS_NULL, attribute, 0);
	if (pdev->p2pdma)
		value = value_of(pdev->p2pdma, attribute);
	return snprintf(page, BP_P2P_ATTRIBUTE_BYTES, "%llu\n", (unsigned long long)value);
}
