/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a failure may do, and what it must not.
 */
#include "bp_test.h"
#include "kinds.h"
#include "watch.h"

/*
 * What a kernel may say when something fails: at sites where it says so, or where it would wait.
 * @any: no kind of failure is needed, else one of @kind; @lasting: and it must not end.
 */
static const struct excuse {
	enum bp_site_id site;
	bool any;
	enum bp_alloc_kind kind;
	bool lasting;
	const char *why;
} excuses[] = {
	{ BP_SITE_BOUNCE_NO_PAGE, false, BP_ALLOC_PAGE, false,
	  "a kernel keeps pages in reserve for bouncing; the model says that it has none" },
	{ BP_SITE_DRIVER_REFUSES, true, 0, true,
	  "a driver without memory is asked again for ever; the model gives up, and says so" },
	{ BP_SITE_NVME_CMB, true, 0, false,
	  "the driver goes on without giving out its controller's memory, and says so" },
	{ BP_SITE_RDMA_DRAIN, false, BP_ALLOC_RDMA, false,
	  "without memory for the last work request nobody knows when the others are over" },
};

static bool is_excused(const struct fault_plan *plan, enum bp_site_id site)
{
	for (size_t i = 0; i < bp_array_size(excuses); i++)
		if (excuses[i].site == site && (excuses[i].any || plan->struck[excuses[i].kind]) &&
		    (plan->lasting || !excuses[i].lasting))
			return true;
	return false;
}

#define COMPLAIN(format, ...)                                                                      \
	fail_msg("failure %llu%s: " format, (unsigned long long)plan->round,                       \
		 plan->lasting ? " and all after it" : "", __VA_ARGS__)

void fault_sight_judge(const struct fault_sight *sight, const struct fault_sight *base)
{
	const struct fault_plan *plan = &sight->plan;

	for (int id = 0; id < BP_INV_NR; id++)
		if (sight->broken[id] && !base->broken[id])
			COMPLAIN("%s: %s", bp_invariant_get((enum bp_invariant)id)->id,
				 sight->words);
	for (unsigned site = 0; site < BP_SITE_NR; site++)
		if (sight->hit[site] && !base->hit[site] &&
		    !is_excused(plan, (enum bp_site_id)site))
			COMPLAIN("%s", bp_site_get((enum bp_site_id)site)->symbol);
	for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++)
		if (sight->left[kind] > base->left[kind])
			COMPLAIN("%llu %s are left", (unsigned long long)sight->left[kind],
				 fault_kind_name(kind));
	if (sight->pages > base->pages)
		COMPLAIN("%llu pages are held", (unsigned long long)sight->pages);
}
