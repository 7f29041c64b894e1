/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtual functions: address of number n = that of the physical one + first offset + n * stride
 * (docs/spec/p2pdma-newer.md 11).
 */
#include "input/pci_virtual.h"

#define SRIOV_CTRL 0x08
#define SRIOV_NUM_VF 0x10
#define SRIOV_OFFSET 0x14
#define SRIOV_STRIDE 0x16
#define SRIOV_CTRL_ENABLE 1u

struct sriov {
	u16 nr;
	u16 offset;
	u16 stride;
};

/* False where virtual functions are not on. */
static bool read_sriov(const struct bp_pci_record *r, struct sriov *s)
{
	const struct pci_dev dev = { .config = r->config, .config_bytes = r->config_bytes };
	unsigned cap = pci_find_ext_capability(&dev, PCI_EXT_CAP_ID_SRIOV);
	u16 control;

	return cap && pci_read_config_word(&dev, cap + SRIOV_CTRL, &control) &&
	       control & SRIOV_CTRL_ENABLE &&
	       pci_read_config_word(&dev, cap + SRIOV_NUM_VF, &s->nr) &&
	       pci_read_config_word(&dev, cap + SRIOV_OFFSET, &s->offset) &&
	       pci_read_config_word(&dev, cap + SRIOV_STRIDE, &s->stride);
}

static unsigned address(const struct bp_pci_record *r)
{
	return (unsigned)r->bus << 8 | r->devfn;
}

static bool is_one(const struct sriov *s, unsigned ahead)
{
	return s->stride ? ahead % s->stride == 0 && ahead / s->stride < s->nr : !ahead && s->nr;
}

static void claim(struct bp_pci_records *records, unsigned index)
{
	const struct bp_pci_record *pf = &records->at[index];
	struct sriov sriov;
	unsigned first;

	if (pf->physfn >= 0 || !read_sriov(pf, &sriov))
		return;
	first = address(pf) + sriov.offset;
	for (unsigned i = index + 1; i < records->n; i++) {
		struct bp_pci_record *vf = &records->at[i];

		if (vf->domain != pf->domain)
			return;
		if (address(vf) < first || vf->is_bridge || vf->physfn >= 0)
			continue;
		if (is_one(&sriov, address(vf) - first))
			vf->physfn = (int)index;
	}
}

void bp_pci_virtual_find(struct bp_pci_records *records)
{
	for (unsigned i = 0; i < records->n; i++)
		claim(records, i);
}
