/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The event stream and its listeners.
 */
#include <blkpath/event.h>

#define BP_EVENT_ROW(symbol, name, action, a, b, sentence)                                         \
	[BP_EV_##symbol] = { name, action, a, b, sentence },
static const struct bp_event_info table[] = { BP_EVENT_LIST(BP_EVENT_ROW) };

const struct bp_event_info *bp_event_info(enum bp_event_id id)
{
	return &table[id];
}

void bp_sink_add(struct bp_env *env, struct bp_sink *sink)
{
	struct bp_sink **end = &env->sinks;

	while (*end)
		end = &(*end)->next;
	sink->next = NULL;
	*end = sink;
}

void bp_sink_remove(struct bp_env *env, struct bp_sink *sink)
{
	for (struct bp_sink **at = &env->sinks; *at; at = &(*at)->next) {
		if (*at == sink) {
			*at = sink->next;
			return;
		}
	}
}

void bp_event_send(struct bp_env *env, const struct bp_event *event)
{
	for (struct bp_sink *sink = env->sinks, *next; sink; sink = next) {
		next = sink->next;
		sink->fn(sink, event);
	}
}
