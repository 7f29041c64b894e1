/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happens to a TLP at one place, and which rule says so (p2pdma.md A5 to A7).
 *
 * A route is a list of turns; the last one is why it ended.
 */
#ifndef BP_SIM_PCI_TURN_H
#define BP_SIM_PCI_TURN_H

#include <blkpath/types.h>

/* What a turn means to the route and to the counters. */
enum bp_turn_class {
	BP_TURN_PASSES,	     /* a step on the way */
	BP_TURN_TO_PEER,     /* ACS let it go to a peer */
	BP_TURN_REDIRECTS,   /* ACS sent it up */
	BP_TURN_UP,	     /* crosses the link below @at towards the root */
	BP_TURN_DOWN,	     /* crosses the link below @at away from the root */
	BP_TURN_INSIDE,	     /* from port to port on the bus inside a switch */
	BP_TURN_DELIVERS,    /* the end */
	BP_TURN_UNSUPPORTED, /* the end: A7.1 */
	BP_TURN_ABORTS,	     /* the end: A7.2 */
	BP_TURN_VIOLATES,    /* the end: A7.3 */
	BP_TURN_FAULTS,	     /* the end: A7.4 */
	BP_TURN_BREAKS,	     /* the end: A7.5 */
};

/* X(NAME, CLASS, rule, words) */
#define BP_TURNS(X)                                                                                \
	X(OWN_BAR, DELIVERS, "P2P-A6.1", "own memory, inside the function")                        \
	X(OWN_REGISTERS, UNSUPPORTED, "P2P-A6.1", "own registers are no target")                   \
	X(NO_BUS_MASTER, BREAKS, "P2P-A2.2", "bus master enable of the requester is clear")        \
	X(LINK_DOWN, BREAKS, "P2P-A7.5", "the link is down")                                       \
	X(INTRADEV, PASSES, "P2P-A6.2", "between functions of one device")                         \
	X(WIRE, PASSES, "P2P-A6.3", "another device on the conventional bus answers")              \
	X(NO_ACS, TO_PEER, "P2P-A6.2", "to a peer: there is no ACS capability")                    \
	X(SOURCE, VIOLATES, "P2P-A5.1", "source validation: the bus of the requester")             \
	X(TRANSLATED, VIOLATES, "P2P-A5.2", "translation blocking")                                \
	X(DIRECT_TRANSLATED, TO_PEER, "P2P-A5.3", "to a peer: direct translated")                  \
	X(EGRESS_REDIRECT, REDIRECTS, "P2P-A5.4", "egress control, with request redirect")         \
	X(EGRESS_BLOCK, VIOLATES, "P2P-A5.4", "egress control, without request redirect")          \
	X(EGRESS_OPEN, TO_PEER, "P2P-A5.5", "to a peer: its bit of egress control is clear")       \
	X(REDIRECT, REDIRECTS, "P2P-A5.6", "request redirect")                                     \
	X(DIRECT, TO_PEER, "P2P-A5.7", "to a peer: nothing redirects")                             \
	X(CPL_REDIRECT, REDIRECTS, "P2P-A5.8", "completion redirect")                              \
	X(CPL_DIRECT, PASSES, "P2P-A5.8", "completion to a peer")                                  \
	X(FORWARDED, PASSES, "P2P-A5.9", "upstream forwarding")                                    \
	X(NOT_FORWARDED, UNSUPPORTED, "P2P-A5.9", "own windows, no upstream forwarding")           \
	X(NOBODY_BELOW, UNSUPPORTED, "P2P-A6.3", "below this bridge, but nobody's")                \
	X(UPSTREAM, PASSES, "P2P-A6.3", "nobody below: up")                                        \
	X(ROOT_PORT, PASSES, "P2P-A6.4", "to the root complex")                                    \
	X(IOMMU, PASSES, "P2P-A6.5", "translated by the IOMMU")                                    \
	X(FAULT, FAULTS, "P2P-A7.4", "the IOMMU has no such mapping")                              \
	X(BUS_WINDOW, PASSES, "P2P-A6.5.1", "bus address in a window of this host bridge")         \
	X(RAM, DELIVERS, "P2P-A6.5.2", "RAM")                                                      \
	X(RAM_HOLE, UNSUPPORTED, "P2P-A6.5.2", "starts in RAM and ends in a hole")                 \
	X(CPU_WINDOW, PASSES, "P2P-A6.5.3", "CPU address in a window of a host bridge")            \
	X(NOWHERE, UNSUPPORTED, "P2P-A6.5.4", "no window and no RAM")                              \
	X(POLICY, UNSUPPORTED, "P2P-A6.6", "the root complex passes no such request on")           \
	X(THROUGH_BRIDGE, PASSES, "P2P-A6.6", "through the root complex, one host bridge")         \
	X(ACROSS_BRIDGES, PASSES, "P2P-A6.6", "through the root complex, two host bridges")        \
	X(HAIRPIN, PASSES, "P2P-A6.6", "back down the same root port")                             \
	X(FROM_CPU, PASSES, "P2P-A6.9", "from the CPU")                                            \
	X(NO_MATCH, UNSUPPORTED, "P2P-A6.7", "nobody decodes the address")                         \
	X(CROSSES_END, UNSUPPORTED, "P2P-A6.7", "starts in a BAR and ends outside")                \
	X(NO_REGISTER, UNSUPPORTED, "P2P-A3.1", "registers want aligned 4 or 8 bytes")             \
	X(ACCEPTED, DELIVERS, "P2P-A6.7", "a BAR accepts")                                         \
	X(ABORTED, ABORTS, "P2P-A7.2", "the register refuses")                                     \
	X(TWO_TARGETS, UNSUPPORTED, "P2P-A6.10", "the transfer has more than one target")          \
	X(CPL_ROOT, PASSES, "P2P-A6.8", "the completion turns at the root complex")                \
	X(COMPLETED, DELIVERS, "P2P-A6.8", "the completion is back")                               \
	X(LINK_UP, UP, "P2P-A6.3", "up the link")                                                  \
	X(LINK_DOWNWARDS, DOWN, "P2P-A6.7", "down the link")                                       \
	X(SWITCH, INSIDE, "P2P-A9.4", "inside the switch")

enum bp_turn {
#define X(NAME, CLASS, rule, words) BP_AT_##NAME,
	BP_TURNS(X)
#undef X
		BP_TURN_COUNT,
};

/* What stands for the requester's view of the end (A7). */
enum bp_outcome {
	BP_OUTCOME_SUCCESS,
	BP_OUTCOME_UNSUPPORTED,	  /* A7.1, completion status UR = 1 */
	BP_OUTCOME_ABORTED,	  /* A7.2, completion status CA = 4 */
	BP_OUTCOME_ACS_VIOLATION, /* A7.3 */
	BP_OUTCOME_IOMMU_FAULT,	  /* A7.4 */
	BP_OUTCOME_MODEL_ERROR,	  /* A7.5 */
	BP_OUTCOMES,
};

enum bp_turn_class bp_turn_class(enum bp_turn turn);

/* The number of the rule, "P2P-A5.6". */
const char *bp_turn_rule(enum bp_turn turn);

/* A few words for people. */
const char *bp_turn_words(enum bp_turn turn);

/* Whether a route ends there. */
bool bp_turn_ends(enum bp_turn turn);

/* What the end means to the requester; BP_OUTCOME_SUCCESS for turns that end nothing. */
enum bp_outcome bp_turn_outcome(enum bp_turn turn);

/* A word for people and files: "success", "unsupported request". */
const char *bp_outcome_name(enum bp_outcome outcome);

#endif
