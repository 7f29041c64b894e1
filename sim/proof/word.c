/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <blkpath/check.h>

#include "proof/isolated.h"
#include "proof/word.h"

static const char *const words[] = {
	"arrived", "balance", "bios",	  "BUG",	  "chain",    "choice",	 "configuration",
	"data",	   "discard", "dropped",  "failed",	  "good",     "hang",	 "left",
	"lost",	   "medium",  "merge",	  "misdelivered", "no world", "nomerge", "other bytes",
	"plug",	   "posted",  "prepared", "refusal",	  "refused",  "setup",	 "start",
	"status",  "traffic", "twice",	  "wrong",
};

static bool is_of_a_report(const char *word)
{
	for (int id = 0; id < BP_SITE_NR; id++) {
		const struct bp_site *site = bp_site_get((enum bp_site_id)id);

		if (site->severity != BP_INFO &&
		    (!strcmp(word, site->rule) || !strcmp(word, site->symbol)))
			return true;
	}
	return false;
}

bool bp_word_is_known(const char *word)
{
	for (size_t i = 0; i < bp_array_size(words); i++)
		if (!strcmp(word, words[i]))
			return true;
	return bp_invariant_find(word) >= 0 || is_of_a_report(word) || bp_isolated_is_death(word);
}
