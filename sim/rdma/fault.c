/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "rdma/engine.h"

void bp_rdma_fault_set(struct bp_rdma_adapter *adapter, enum bp_rdma_fault fault,
		       struct bp_rdma_fault_rule rule)
{
	adapter->fault[fault] = rule;
}

int bp_rdma_fault_find(const char *name, enum bp_rdma_fault *fault, struct bp_error *err)
{
#define NAME(symbol, name, ...) name,
	static const char *const names[] = { BP_RDMA_FAULTS(NAME) };
#undef NAME

	for (unsigned i = 0; i < BP_RDMA_FAULT_NR; i++) {
		if (strcmp(names[i], name))
			continue;
		*fault = (enum bp_rdma_fault)i;
		return 0;
	}
	return bp_error_set(err, NULL, 0, "fault",
			    "there is no fault '%s' of an RDMA adapter: peer-gone, bad-rkey, rnr, "
			    "cq-overflow and undecoded exist",
			    name);
}

bool bp_rdma_fault(struct bp_rdma_adapter *adapter, enum bp_rdma_fault fault)
{
	struct bp_rdma_fault_rule *rule = &adapter->fault[fault];

	if (!rule->times)
		return false;
	if (rule->after) {
		rule->after--;
		return false;
	}
	rule->times--;
	adapter->counters.injected++;
	return true;
}
