package io.multimapttl.sample;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.multimapttl.sample.board.CourierBoard;
import io.multimapttl.sample.board.Simulator;
import io.multimapttl.sample.devices.Devices;
import io.multimapttl.sample.inside.PlainSets;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * A browser for all tests of a class, and what the board consists of.
 */
abstract class BoardInBrowser {

	static Chromium chromium;

	@LocalServerPort
	int port;

	@Autowired
	CourierBoard board;

	@Autowired
	Devices devices;

	@Autowired
	Simulator simulator;

	@Autowired
	PlainSets plainSets;

	@BeforeAll
	static void startBrowser() {
		chromium = Chromium.start();
	}

	@AfterAll
	static void closeBrowser() {
		if (chromium != null) {
			chromium.close();
		}
	}

}
