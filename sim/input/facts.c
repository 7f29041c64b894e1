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

/* Rows that are entries of a list bear the number of that list. */
static bool is_entry(enum bp_fact fact)
{
	return fact == BP_FACT_SG || fact == BP_FACT_MAP;
}

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
	else if (is_entry(fact) && row < list->n)
		snprintf(text, BP_FACT_TEXT_MAX,
			 fact == BP_FACT_SG ? "sg[%llu][%u]" : "cmds[%llu].map[%u]",
			 (unsigned long long)list->at[row].v[0], entry_of(list, row));
	else
		snprintf(text, BP_FACT_TEXT_MAX, "%s[%u]", table[fact].name, row);
}

unsigned bp_fact_first_column(enum bp_fact fact)
{
	return is_entry(fact);
}

unsigned bp_fact_end_column(enum bp_fact fact, const struct bp_fact_row *row)
{
	if (fact == BP_FACT_CMDS && row->v[2] == BP_POINTER_SGL)
		return 3;
	return table[fact].columns;
}

const char *bp_fact_word(enum bp_fact fact, unsigned column, u64 value)
{
	if (fact != BP_FACT_CMDS)
		return NULL;
	if (column == 2)
		return value == BP_POINTER_SGL ? "sgl" : "prp";
	return column == 4 && value == BP_FACT_LIST_POINTER ? "list" : NULL;
}

/* NVH-2 */
u64 bp_fact_prp2(u64 prp2, size_t entries)
{
	const u64 alignment = entries - 1 <= 32 ? 256 : 4096;

	return entries > 2 && prp2 && prp2 % alignment == 0 ? BP_FACT_LIST_POINTER : prp2;
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

/* Where one list of entries ends before the other, what follows there is another list's. */
static struct bp_fact_difference difference_at(enum bp_fact fact, unsigned row,
					       const struct bp_fact_list *recorded,
					       const struct bp_fact_list *predicted)
{
	struct bp_fact_difference d = {
		.fact = fact,
		.row = row,
		.recorded = row < recorded->n ? &recorded->at[row] : NULL,
		.predicted = row < predicted->n ? &predicted->at[row] : NULL,
	};

	if (!is_entry(fact) || !d.recorded || !d.predicted || d.recorded->v[0] == d.predicted->v[0])
		return d;
	if (d.recorded->v[0] > d.predicted->v[0])
		d.recorded = NULL;
	else
		d.predicted = NULL;
	return d;
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
		*difference = difference_at(fact, row, r, p);
		return true;
	}
	return false;
}

const struct bp_fact_row *bp_facts_at(const struct bp_facts *facts,
				      const struct bp_fact_difference *difference)
{
	const struct bp_fact_list *list = &facts->list[difference->fact];
	const struct bp_fact_row *known =
		difference->recorded ? difference->recorded : difference->predicted;
	const struct bp_fact_row *row;

	if (difference->row >= list->n)
		return NULL;
	row = &list->at[difference->row];
	return is_entry(difference->fact) && row->v[0] != known->v[0] ? NULL : row;
}

void bp_facts_free(struct bp_facts *facts)
{
	for (unsigned fact = 0; fact < BP_FACT_NR; fact++)
		free(facts->list[fact].at);
	memset(facts, 0, sizeof(*facts));
}
