/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel says yes and the program says no: what else is asked, by what the provider is
 * (docs/spec/p2pdma-newer.md 7, 8 and 12).
 */
#include <stdio.h>

#include "cli/topo.h"
#include "draw/size.h"

#define CLASS_NVME 0x0108
#define CLASS_DISPLAY 0x03
#define CLASS_ACCELERATOR 0x12
#define VENDOR_AMD_GPU 0x1002
#define VENDOR_INTEL 0x8086
#define VENDOR_NVIDIA 0x10de

/* What a GPU shows of its memory unless its BAR was resized. */
#define SMALL_WINDOW (256ull << 20)

static bool is_gpu(const struct pci_dev *dev)
{
	return dev->class_code >> 8 == CLASS_DISPLAY || dev->class_code >> 8 == CLASS_ACCELERATOR;
}

static bool is_nvme(const struct pci_dev *dev)
{
	return dev->class_code == CLASS_NVME;
}

static u64 largest_bar(const struct bp_pci_record *r)
{
	u64 best = 0;

	for (unsigned bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		if (r->bars_known >> bar & 1 && r->bars[bar].flags & IORESOURCE_MEM)
			best = bp_max(best, r->bars[bar].end - r->bars[bar].start + 1);
	return best;
}

/* How much of the provider's memory can be reached at all. */
static void say_window(const struct bp_topo *topo, const struct pci_dev *dev,
		       struct bp_topo_lines *lines)
{
	const struct bp_pci_record *r = bp_topo_record(topo, dev);
	char name[BP_PCI_NAME_MAX], size[BP_SIZE_MAX];
	u64 bytes = largest_bar(r);

	bp_pci_name(dev, name);
	bp_size_print(size, sizeof(size), bytes);
	if (r->bars_there & ~r->bars_known)
		bp_topo_say(lines,
			    "How much memory the BARs of %s show is not in the input: -vvv or "
			    "--resources tells.",
			    name);
	else if (!bytes)
		bp_topo_say(lines, "%s has no memory BAR with an address: nothing to reach.", name);
	else if (is_gpu(dev) && bytes <= SMALL_WINDOW)
		bp_topo_say(lines,
			    "The largest BAR of %s is %s, which is what a GPU shows before its BAR "
			    "is resized: no driver here takes that (P-83).",
			    name, size);
}

/* What drivers of GPUs ask beside the verdict (P-82, P-83). */
static void say_gpu(const struct pci_dev *dev, struct bp_topo_lines *lines)
{
	static const struct {
		u16 vendor;
		const char *text;
	} texts[] = {
		{ VENDOR_AMD_GPU,
		  "amdgpu takes the verdict for a gate alone and asks more between GPUs: "
		  "CONFIG_HSA_AMD_P2P, its parameter pcie_p2p, all memory in the BAR, no XGMI to "
		  "the CPU, and an aperture within the peer's DMA mask unless an IOMMU translates "
		  "for the peer (P-83)." },
		{ VENDOR_INTEL,
		  "xe takes the verdict for a gate alone, silently; where it is no, it moves the "
		  "buffer to system memory or fails with EOPNOTSUPP (P-82)." },
		{ VENDOR_NVIDIA, "NVIDIA's own driver has a list of chipsets of its own, which is "
				 "not known here (P-83)." },
	};

	for (size_t i = 0; i < bp_array_size(texts); i++)
		if (texts[i].vendor == dev->vendor)
			bp_topo_say(lines, "%s", texts[i].text);
}

void bp_topo_hints(const struct bp_topo *topo, const struct bp_p2p_verdict *v,
		   struct bp_topo_lines *lines)
{
	const struct pci_dev *provider = v->provider.element[0].dev;

	bp_topo_say(lines,
		    "If a program says no nevertheless: without CONFIG_PCI_P2PDMA, or on 32 bits, "
		    "every distance is -1%s (P-76).",
		    v->rules->has_types ? ", and a client whose driver has DMA operations of its "
					  "own takes no such memory"
					: "");
	if (is_gpu(provider))
		say_gpu(provider, lines);
	if (is_nvme(provider))
		bp_topo_say(lines, "NVMe publishes its buffer only if the controller takes both "
				   "reads and writes in it (RDS and WDS), and it must be aligned "
				   "to the kernel's unit of mapped memory (P-86).");
	say_window(topo, provider, lines);
}
