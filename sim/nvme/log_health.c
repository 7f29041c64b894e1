/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SMART / Health Information.
 */
#include <string.h>

#include <blkpath/env.h>
#include <blkpath/nvme_admin.h>

#include "nvme/admin.h"
#include "nvme/identify.h"
#include "nvme/log.h"
#include "nvme/namespace.h"

#define UNIT_BYTES (1000ull * 512)
#define NS_PER_HOUR 3600000000000ull
#define SPARE_PERCENT 100
#define SPARE_THRESHOLD_PERCENT 10

/* A number of 16 bytes. */
static void put_number(u8 *to, u64 number)
{
	const __le64 low = cpu_to_le64(number);

	memcpy(to, &low, sizeof(low));
}

static u64 units(u64 bytes)
{
	return bytes / UNIT_BYTES + (bytes % UNIT_BYTES != 0);
}

static struct bp_nvme_namespace_counters add_up(const struct bp_nvme_controller *ctrl,
						struct bp_nvme_extent of)
{
	struct bp_nvme_namespace_counters sum = { 0 };

	for (u32 i = of.first; i < of.first + of.nr; i++) {
		const struct bp_nvme_namespace *ns = ctrl->namespaces[i];

		if (!ns)
			continue;
		sum.reads += ns->counters.reads;
		sum.writes += ns->counters.writes;
		sum.bytes_read += ns->counters.bytes_read;
		sum.bytes_written += ns->counters.bytes_written;
		sum.media_errors += ns->counters.media_errors;
	}
	return sum;
}

void bp_nvme_health_log(const struct bp_nvme_controller *ctrl, struct bp_nvme_extent of,
			struct nvme_smart_log *log)
{
	const struct bp_nvme_namespace_counters sum = add_up(ctrl, of);
	const struct bp_nvme_admin *admin = ctrl->admin;

	*log = (struct nvme_smart_log){
		.critical_warning = bp_nvme_critical_warnings(ctrl),
		.temperature = { (u8)admin->temperature, (u8)(admin->temperature >> 8) },
		.avail_spare = SPARE_PERCENT,
		.spare_thresh = SPARE_THRESHOLD_PERCENT,
	};
	put_number(log->data_units_read, units(sum.bytes_read));
	put_number(log->data_units_written, units(sum.bytes_written));
	put_number(log->host_reads, sum.reads);
	put_number(log->host_writes, sum.writes);
	put_number(log->power_cycles, admin->power_cycles);
	put_number(log->power_on_hours, ctrl->env->now_ns / NS_PER_HOUR);
	put_number(log->unsafe_shutdowns, admin->unsafe_shutdowns);
	put_number(log->media_errors, sum.media_errors);
	put_number(log->num_err_log_entries, admin->errors.count);
}
