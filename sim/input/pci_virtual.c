/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtual functions: address of number n = that of the physical one + first offset + n * stride
 * (docs/spec/p2pdma-newer.md 11).
 */
#include "input/pci_virtual.h"

#define EXT_CAPS 0x100
#define SRIOV_CTRL 0x08
#define SRIOV_NUM_VF 0x10
#define SRIOV_OFFSET 0x14
#define SRIOV_STRIDE 0x16
#define SRIOV_CTRL_ENABLE 1u

static unsigned word(const struct bp_pci_record *r, unsigned where)
{
	if (where + 2 > r->config_bytes)
		return 0;
	return r->config[where] | (unsigned)r->config[where + 1] << 8;
}

/* No longer than the space has places: a list that loops ends. */
static unsigned find_sriov(const struct bp_pci_record *r)
{
	unsigned where = r->config_bytes < PCI_CFG_SPACE_EXP_SIZE ? 0 : EXT_CAPS;

	for (unsigned left = PCI_CFG_SPACE_EXP_SIZE / 4; left && where >= EXT_CAPS; left--) {
		if (word(r, where) == PCI_EXT_CAP_ID_SRIOV)
			return where;
		where = word(r, where + 2) >> 4 & 0xffcu;
	}
	return 0;
}

static unsigned address(const struct bp_pci_record *r)
{
	return (unsigned)r->bus << 8 | r->devfn;
}

static void claim(struct bp_pci_records *records, unsigned index)
{
	const struct bp_pci_record *pf = &records->at[index];
	unsigned cap = find_sriov(pf);
	unsigned nr = word(pf, cap + SRIOV_NUM_VF), stride = word(pf, cap + SRIOV_STRIDE);
	unsigned first = address(pf) + word(pf, cap + SRIOV_OFFSET);

	if (!cap || !(word(pf, cap + SRIOV_CTRL) & SRIOV_CTRL_ENABLE) || pf->physfn >= 0)
		return;
	for (unsigned i = index + 1; i < records->n; i++) {
		struct bp_pci_record *vf = &records->at[i];
		unsigned ahead = address(vf) - first;

		if (vf->domain != pf->domain)
			return;
		if (address(vf) < first || vf->is_bridge || vf->physfn >= 0)
			continue;
		if (stride ? ahead % stride || ahead / stride >= nr : ahead || !nr)
			continue;
		vf->physfn = (int)index;
	}
}

void bp_pci_virtual_find(struct bp_pci_records *records)
{
	for (unsigned i = 0; i < records->n; i++)
		claim(records, i);
}
