/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How flows ended, in words.
 */
#include <string.h>

#include "cli/p2p.h"
#include "draw/nvme_words.h"
#include "draw/words.h"
#include "input/pci_record.h"

const char *bp_p2p_title(const struct bp_p2p *p2p, char text[BP_P2P_TITLE_MAX])
{
	const char *name = p2p->setup->workload->name;

	if (!*name)
		name = p2p->path;
	bp_pci_text_copy(text, BP_P2P_TITLE_MAX, name, name + strlen(name));
	return text;
}

const char *bp_p2p_way_words(enum bp_flow_way way)
{
	static const char *const names[] = {
		[BP_FLOW_RAM] = "RAM",
		[BP_FLOW_PAGES] = "pages",
		[BP_FLOW_DIRECT] = "bus address",
	};

	return names[way];
}

const char *bp_p2p_outcome(const struct bp_world_flow *flow, char text[BP_P2P_OUTCOME_MAX])
{
	static const struct {
		enum bp_flow_end_state state;
		const char *words;
	} bad[] = {
		{ BP_FLOW_WRONG, "left wrong bytes" },
		{ BP_FLOW_FAILED, "failed" },
		{ BP_FLOW_LOST, "got no response" },
	};

	if (flow->tally[BP_FLOW_GOOD] == flow->nr_ended)
		snprintf(text, BP_P2P_OUTCOME_MAX, "every byte %s",
			 flow->misdelivered ? "arrived" : "is where it belongs");
	else
		snprintf(text, BP_P2P_OUTCOME_MAX, "of %u command%s", flow->nr_ended,
			 bp_plural(flow->nr_ended));
	for (unsigned i = 0, told = 0; i < bp_array_size(bad); i++) {
		char words[64];

		if (!flow->tally[bad[i].state])
			continue;
		snprintf(words, sizeof(words), "%llu %s", (ull)flow->tally[bad[i].state],
			 bad[i].words);
		bp_cli_list(text, BP_P2P_OUTCOME_MAX, told++ ? ", " : " ", words);
	}
	if (flow->misdelivered) {
		char words[64];

		snprintf(words, sizeof(words), "; %llu access%s ended elsewhere than meant",
			 (ull)flow->misdelivered, flow->misdelivered == 1 ? "" : "es");
		bp_cli_list(text, BP_P2P_OUTCOME_MAX, "", words);
	}
	return text;
}

/* Only of flows whose commands all ended without an error one knows what should be there. */
static bool is_comparable(const struct bp_world_flow *flow)
{
	return !flow->tally[BP_FLOW_FAILED] && !flow->tally[BP_FLOW_LOST];
}

bool bp_p2p_is_same(const struct bp_p2p *p2p)
{
	const struct bp_world_flow *first = NULL;

	for (unsigned i = 0; i < p2p->nr; i++) {
		const struct bp_world_flow *flow = &p2p->flow[i];

		if (!is_comparable(flow))
			continue;
		if (first &&
		    (first->disk_bytes != flow->disk_bytes || first->disk_hash != flow->disk_hash))
			return false;
		first = flow;
	}
	return true;
}

bool bp_p2p_is_well(const struct bp_p2p *p2p)
{
	for (unsigned i = 0; i < p2p->nr; i++) {
		const struct bp_world_flow *flow = &p2p->flow[i];

		if (flow->tally[BP_FLOW_GOOD] != flow->nr_ended || flow->misdelivered ||
		    flow->mappings_left || bp_findings_any(&flow->findings))
			return false;
	}
	return bp_p2p_is_same(p2p);
}

const char *bp_p2p_end(const struct bp_world_flow_ended *ended, char text[BP_P2P_END_MAX])
{
	char what[64], how[BP_NVME_WORDS_MAX];

	snprintf(what, sizeof(what), "%s of block %llu, %u byte%s", bp_flow_op_name[ended->op],
		 (ull)ended->slba, ended->bytes, bp_plural(ended->bytes));
	switch (ended->state) {
	case BP_FLOW_WRONG:
		snprintf(how, sizeof(how), "%llu byte%s wrong, from byte %llu on",
			 (ull)ended->wrong_bytes, bp_plural(ended->wrong_bytes),
			 (ull)ended->wrong_at);
		break;
	case BP_FLOW_FAILED:
		bp_nvme_status_text(cpu_to_le16((u16)(ended->status << 1)), how);
		break;
	case BP_FLOW_LOST:
		snprintf(how, sizeof(how), "no response");
		break;
	default:
		snprintf(how, sizeof(how), "well");
	}
	snprintf(text, BP_P2P_END_MAX, "%s: %s", what, how);
	return text;
}

const char *bp_p2p_role(const struct bp_p2p *p2p, const struct pci_dev *dev,
			char text[BP_P2P_ROLE_MAX])
{
	const struct bp_p2p_setup *s = p2p->setup;
	const char *const provider = *s->provider ? s->provider : s->drive;
	const struct {
		const char *address, *word;
	} roles[] = { { s->hca, "adapter" }, { s->drive, "drive" }, { provider, "provider" } };
	char name[BP_PCI_NAME_MAX];

	*text = '\0';
	bp_pci_name(dev, name);
	for (unsigned i = 0; i < bp_array_size(roles); i++)
		if (!strcmp(roles[i].address, name))
			bp_cli_list(text, BP_P2P_ROLE_MAX, *text ? ", " : "", roles[i].word);
	return text;
}
