/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads and stores of the CPU enter at the host bridge (P2P-A6.9).
 */
#include <stdint.h>
#include <string.h>

#include "pci/transfer.h"

#define LINE 64u

/* MODEL: stores arrive at once. */
static int move_line(struct bp_fabric *fabric, const struct bp_request *request,
		     struct bp_route *route, void *data)
{
	if (request->is_write)
		return bp_fabric_move(fabric, request, route, data);
	return bp_flight_read(fabric, request, route, data);
}

/* One line. */
static enum bp_outcome access_line(struct bp_fabric *fabric, struct bp_request *request, void *data)
{
	struct bp_route route, back;

	bp_route_cpu(fabric, bp_phys_addr(request->address), request->bytes, &route);
	if (route.outcome == BP_OUTCOME_SUCCESS && move_line(fabric, request, &route, data))
		return BP_OUTCOME_MODEL_ERROR;
	bp_count_route(fabric, &route, request->is_write ? BP_TLP_WRITE : BP_TLP_READ, 1,
		       request->bytes);
	if (bp_route_completion(request, &route, &back))
		bp_fabric_complete(fabric, request, route.outcome, &back);
	if (route.outcome == BP_OUTCOME_SUCCESS)
		return route.outcome;
	bp_fabric_drop(fabric, request, &route);
	if (!request->is_write)
		memset(data, 0xff, request->bytes);
	return route.outcome;
}

enum bp_outcome bp_fabric_cpu_access(struct bp_fabric *fabric, bool is_write, phys_addr_t phys,
				     u8 *data, u64 bytes)
{
	enum bp_outcome worst = BP_OUTCOME_SUCCESS;
	struct bp_request request = { .is_write = is_write };

	for (u64 done = 0; done < bytes; done += request.bytes) {
		request.address = phys.phys + done;
		request.bytes =
			(unsigned)bp_min(bytes - done, LINE - (request.address & (LINE - 1)));
		worst = bp_max(worst, access_line(fabric, &request, data + done));
	}
	return worst;
}

enum bp_outcome bp_fabric_cpu_write(struct bp_fabric *fabric, phys_addr_t phys, const void *data,
				    u64 bytes)
{
	bp_wc_barrier(fabric);
	return bp_fabric_cpu_access(fabric, true, phys, (u8 *)(uintptr_t)data, bytes);
}

enum bp_outcome bp_fabric_cpu_read(struct bp_fabric *fabric, phys_addr_t phys, void *data,
				   u64 bytes)
{
	return bp_fabric_cpu_access(fabric, false, phys, data, bytes);
}
