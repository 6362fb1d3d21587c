<?php
/**
 * Plugin Name:       Earshot
 * Description:       Sends posts to an Earshot server, which reads them aloud, and shows its player in them.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * License:           Apache-2.0
 * License URI:       https://www.apache.org/licenses/LICENSE-2.0
 * Text Domain:       earshot
 *
 * @package Earshot
 */

declare( strict_types=1 );

namespace Earshot;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/includes/settings.php';
require_once __DIR__ . '/includes/server.php';
require_once __DIR__ . '/includes/sync.php';
require_once __DIR__ . '/includes/player.php';

if ( is_admin() ) {
	require_once __DIR__ . '/includes/settings-page.php';
	require_once __DIR__ . '/includes/post-box.php';
}

register_deactivation_hook( __FILE__, __NAMESPACE__ . '\cancel_scheduled_events' );
