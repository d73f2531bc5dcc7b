package io.multimapttl.sample.board;

/**
 * Event: a zone was closed.
 *
 * @param zone the zone
 */
public record ZoneClosed(String zone) {

}
