/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/dma_ledger.h>

#include "pci/witness.h"

/* RAM is reached by mappings alone, and an IOMMU knows nothing else.  Peer memory by its bus
 * address was never mapped (C6.2), and what was translated before carries no DMA address. */
static bool is_dma_address(const struct bp_route *route)
{
	for (unsigned i = 0; i < route->nr_hops; i++) {
		switch (route->hop[i].turn) {
		case BP_AT_IOMMU:
		case BP_AT_FAULT:
		case BP_AT_RAM:
		case BP_AT_RAM_HOLE:
			return true;
		default:
			break;
		}
	}
	return false;
}

void bp_witness_access(const struct bp_transfer *transfer, const struct bp_route *route)
{
	/* The tree's functions are constant to the fabric alone. */
	struct device *dev = (struct device *)(uintptr_t)&transfer->requester->dev;

	if (transfer->bytes && transfer->type != BP_TRANSLATED && is_dma_address(route))
		bp_dma_ledger_access(dev, bp_dma_addr(transfer->address), transfer->bytes,
				     transfer->is_write);
}

bool bp_witness_arrival(struct bp_fabric *fabric, const struct bp_request *request,
			const struct bp_target *got, const struct bp_target *meant)
{
	const u64 number = fabric->misdelivered;

	if (bp_target_phys(meant).phys == bp_target_phys(got).phys)
		return false;
	if (number < BP_DROPS_KEPT)
		fabric->misdelivery[number] = (struct bp_misdelivery){
			.requester = request->requester,
			.is_write = request->is_write,
			.address = request->address,
			.bytes = request->bytes,
			.meant = *meant,
			.got = *got,
		};
	fabric->misdelivered++;
	bp_finding(fabric->pci->env, BP_SITE_MISDELIVERED, bp_target_phys(meant).phys,
		   bp_target_phys(got).phys);
	return true;
}

void bp_fabric_announce(struct bp_fabric *fabric, u64 writes)
{
	fabric->announced += writes;
}

void bp_witness_loss(struct bp_fabric *fabric, const struct bp_request *request)
{
	if (!fabric->config.strict)
		return;
	if (fabric->announced)
		fabric->announced--;
	else
		bp_finding(fabric->pci->env, BP_SITE_WRITE_UNANNOUNCED, request->address,
			   request->bytes);
}

void bp_witness_silence(struct bp_fabric *fabric, const struct bp_transfer *transfer)
{
	if (fabric->config.strict)
		bp_finding(fabric->pci->env, BP_SITE_WRITE_UNREPORTED, transfer->address,
			   transfer->bytes);
}
