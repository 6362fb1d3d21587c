<?php
/**
 * Removes what the plugin stored. The stories stay on the server.
 *
 * @package Earshot
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'earshot_settings' );
foreach ( array( '_earshot_choice', '_earshot_story', '_earshot_error' ) as $earshot_key ) {
	delete_post_meta_by_key( $earshot_key );
}
