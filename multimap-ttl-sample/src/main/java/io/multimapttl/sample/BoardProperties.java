package io.multimapttl.sample;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Configuration of the board, in addition to that of its multimaps.
 *
 * @param zones Zones that the page shows even if nobody is there.
 * @param plainSetsDatabase Database for the plain sets that the page shows beside the
 * multimap. There are no such sets if it is negative.
 * @param hosts Host names under which the board can be asked.
 */
@ConfigurationProperties("board")
public record BoardProperties(@DefaultValue( {
		"Harbour", "Market" }) List<String> zones, @DefaultValue("1") int plainSetsDatabase,
		@DefaultValue({ "localhost", "127.0.0.1", "[::1]" }) List<String> hosts){

	public BoardProperties {
		Assert.notEmpty(zones, "'board.zones' must not be empty");
	}

}
