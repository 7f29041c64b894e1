/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <input/facts.h>

static const struct {
	const char *name;
	unsigned columns;
} table[BP_FACT_NR] = {
#define BP_FACT_ROW(symbol, name, columns, meaning) [BP_FACT_##symbol] = { name, columns },
	BP_FACT_LIST(BP_FACT_ROW)
};

const char *bp_fact_name(enum bp_fact fact)
{
	return table[fact].name;
}

unsigned bp_fact_columns(enum bp_fact fact)
{
	return table[fact].columns;
}

bool bp_facts_add(struct bp_facts *facts, enum bp_fact fact, struct bp_fact_row row)
{
	struct bp_fact_list *list = &facts->list[fact];

	if (list->n == list->room) {
		unsigned room = list->room ? list->room * 2 : 8;
		struct bp_fact_row *at = reallocarray(list->at, room, sizeof(*at));

		if (!at)
			return false;
		list->at = at;
		list->room = room;
	}
	list->at[list->n++] = row;
	list->known = true;
	return true;
}

/* Rows of a scatterlist entry bear the number of their list. */
static unsigned entry_of(const struct bp_fact_list *list, unsigned row)
{
	unsigned entry = 0;

	while (row && list->at[row - 1].v[0] == list->at[row].v[0]) {
		row--;
		entry++;
	}
	return entry;
}

void bp_fact_where(const struct bp_facts *facts, enum bp_fact fact, unsigned row,
		   char text[BP_FACT_TEXT_MAX])
{
	const struct bp_fact_list *list = &facts->list[fact];

	if (fact == BP_FACT_RET)
		snprintf(text, BP_FACT_TEXT_MAX, "%s", table[fact].name);
	else if (fact == BP_FACT_SG && row < list->n)
		snprintf(text, BP_FACT_TEXT_MAX, "%s[%llu][%u]", table[fact].name,
			 (unsigned long long)list->at[row].v[0], entry_of(list, row));
	else
		snprintf(text, BP_FACT_TEXT_MAX, "%s[%u]", table[fact].name, row);
}

void bp_fact_text(enum bp_fact fact, const struct bp_fact_row *row, char text[BP_FACT_TEXT_MAX])
{
	unsigned first = fact == BP_FACT_SG, columns = table[fact].columns;
	size_t used = 0;

	if (!row) {
		snprintf(text, BP_FACT_TEXT_MAX, "nothing");
		return;
	}
	if (columns == 1) {
		snprintf(text, BP_FACT_TEXT_MAX, "%lld", (long long)row->v[0]);
		return;
	}
	for (unsigned i = first; i < columns; i++)
		used += (size_t)snprintf(text + used, BP_FACT_TEXT_MAX - used, "%s%llu",
					 i == first ? "[" : ", ", (unsigned long long)row->v[i]);
	snprintf(text + used, BP_FACT_TEXT_MAX - used, "]");
}

static bool lists_differ(const struct bp_fact_list *recorded, const struct bp_fact_list *predicted,
			 unsigned *row)
{
	unsigned n = bp_min(recorded->n, predicted->n);

	for (*row = 0; *row < n; ++*row)
		if (memcmp(&recorded->at[*row], &predicted->at[*row], sizeof(struct bp_fact_row)))
			return true;
	return recorded->n != predicted->n;
}

bool bp_facts_differ(const struct bp_facts *recorded, const struct bp_facts *predicted,
		     struct bp_fact_difference *difference)
{
	for (unsigned fact = 0; fact < BP_FACT_NR; fact++) {
		const struct bp_fact_list *r = &recorded->list[fact];
		const struct bp_fact_list *p = &predicted->list[fact];
		unsigned row;

		if (!r->known || !p->known || !lists_differ(r, p, &row))
			continue;
		*difference = (struct bp_fact_difference){
			.fact = fact,
			.row = row,
			.recorded = row < r->n ? &r->at[row] : NULL,
			.predicted = row < p->n ? &p->at[row] : NULL,
		};
		return true;
	}
	return false;
}

void bp_facts_free(struct bp_facts *facts)
{
	for (unsigned fact = 0; fact < BP_FACT_NR; fact++)
		free(facts->list[fact].at);
	memset(facts, 0, sizeof(*facts));
}
